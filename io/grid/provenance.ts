/** Records the provenance of a grid: versions, command line, and the git state of the user's code. */
import { dirname, join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import type { GridOverrides } from "../../lib/grid/grid_overrides.ts";
import type { Provenance } from "../../lib/store/provenance_format.ts";
import { lstatIfExists } from "../system/files.ts";
import { commandArguments } from "../system/processes/program.ts";

// In characters. Larger diffs, of changed data files for example, would only fill the disk.
const MAX_DIFF = 1 << 20;

/** The version of this program. */
export const VERSION: string = config.version;

export interface GridOrigin {
  /** The path of the grid file, absolute. */
  readonly gridFile: string;
  /** The directory in which the command was run. The state of its git repository, if any, is recorded. */
  readonly cwd: string;
  readonly savetag: string | undefined;
  readonly overrides: GridOverrides;
  readonly now: Date;
}

/** The provenance of a grid created now, by this process. */
export function recordProvenance(origin: GridOrigin): Provenance {
  return {
    version: 1,
    created: origin.now.toISOString(),
    grid_workers: VERSION,
    deno: Deno.version.deno,
    host: Deno.hostname(),
    user: Deno.env.get("USER") ?? Deno.env.get("LOGNAME") ?? null,
    grid_file: origin.gridFile,
    cwd: origin.cwd,
    savetag: origin.savetag ?? null,
    command_line: commandArguments(),
    overrides: origin.overrides,
    git: readGit(origin.cwd),
  };
}

function readGit(cwd: string): Provenance["git"] {
  if (!isInRepository(cwd)) return null;
  const commit = git(cwd, "rev-parse", "--verify", "--quiet", "HEAD")?.trim();
  if (commit === undefined || commit === "") return null;
  const diff = git(cwd, "diff", "--no-color", "--no-ext-diff", "HEAD") ?? "";
  return {
    commit,
    dirty: diff !== "",
    diff: diff.length > MAX_DIFF ? `${diff.slice(0, MAX_DIFF)}\n… cut at 1 MiB\n` : diff,
  };
}

/** Whether a directory is in a git repository. Running git to find out takes longer than expanding a thousand experiments. */
export function isInRepository(cwd: string): boolean {
  if (Deno.env.get("GIT_DIR") !== undefined) return true;
  for (let dir = cwd;; dir = dirname(dir)) {
    if (lstatIfExists(join(dir, ".git")) !== undefined) return true;
    if (dir === dirname(dir)) return false;
  }
}

/** The output of git; `undefined` if it fails or is not installed. */
export function git(cwd: string, ...args: string[]): string | undefined {
  try {
    const { success, stdout } = new Deno.Command("git", { args, cwd, stdin: "null", stdout: "piped", stderr: "null" })
      .outputSync();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    // git is not installed.
    return undefined;
  }
}
