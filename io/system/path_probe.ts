/** Looks up programs and files, to check before runs start that they exist. */
import { dirname, join, resolve } from "@std/path";
import type { PathProbe } from "../../lib/launch/checks/named_files.ts";
import type { PythonUsed } from "../../lib/plan/plan.ts";

/**
 * A probe of this machine. It looks at each path once.
 *
 * @param python the Python of a grid: programs of its environment count, too
 */
export function createPathProbe(python?: PythonUsed): PathProbe {
  const kinds = new Map<string, ReturnType<PathProbe["kindOf"]>>();
  const kindOf: PathProbe["kindOf"] = (path) => {
    if (!kinds.has(path)) kinds.set(path, lookAt(path));
    return kinds.get(path);
  };
  return {
    kindOf,
    isOnPath(name, workdir) {
      const dirs = searchPath();
      if (python?.environment !== undefined && kindOf(join(dirname(python.program), name)) === "program") return true;
      return dirs === undefined || dirs.some((dir) => kindOf(join(resolve(workdir, dir || "."), name)) === "program");
    },
    namesIn(dir) {
      try {
        return Array.from(Deno.readDirSync(dir), (entry) => entry.name);
      } catch {
        return [];
      }
    },
  };
}

// Deno cannot read a PATH that is not valid UTF-8, but the run can.
function searchPath(): string[] | undefined {
  try {
    return (Deno.env.get("PATH") ?? "").split(":");
  } catch {
    return undefined;
  }
}

function lookAt(path: string): ReturnType<PathProbe["kindOf"]> {
  try {
    const info = Deno.statSync(path);
    if (info.isDirectory) return "directory";
    return info.isFile && ((info.mode ?? 0o111) & 0o111) !== 0 ? "program" : "file";
  } catch (error) {
    // Shells skip directories that cannot be read. A path that Deno may not look at could be there.
    return error instanceof Deno.errors.NotCapable ? "program" : undefined;
  }
}
