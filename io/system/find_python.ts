/** Finds the Python of commands. */
import { dirname, join } from "@std/path";
import type { PythonUsed } from "../../lib/plan/plan.ts";

const NAMES = ["python3", "python"];

/** The variable that names an environment, by a path that its directory has. */
const MARKS = [["pyvenv.cfg", "VIRTUAL_ENV"], ["conda-meta", "CONDA_PREFIX"]] as const;

/** The first Python on PATH, and whether it is that of an environment; `undefined` if there is none. */
export function findPython(): PythonUsed | undefined {
  let path: string;
  try {
    path = Deno.env.get("PATH") ?? "";
  } catch {
    // It is not valid UTF-8.
    return undefined;
  }
  for (const dir of path.split(":")) {
    // What is relative is another one in each working directory.
    const name = dir.startsWith("/") ? NAMES.find((name) => isThere(join(dir, name))) : undefined;
    if (name === undefined) continue;
    const environment = MARKS.find(([mark]) => isThere(join(dirname(join(dir, name)), "..", mark)))?.[1];
    return { program: join(dir, name), ...(environment !== undefined && { environment }) };
  }
  return undefined;
}

/** Whether a path leads to something that this user can see. */
export function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
