/** Finds out which tools work here. */

/**
 * Whether a command works here: containers may not permit it.
 *
 * @param words a command without effects
 * @throws {Error} if the program is missing where all tools are required
 */
export function canRun(words: readonly string[]): boolean {
  try {
    return new Deno.Command(words[0]!, { args: words.slice(1), stdout: "null", stderr: "null" }).outputSync().success;
  } catch (error) {
    if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw error;
    return false;
  }
}

/**
 * A Python 3 with modules: the one that `GRID_WORKERS_PYTHON` names, that of the system, or the first on PATH.
 *
 * @param probe Python code that fails without them: `import torch`. If it imports only, they are looked for, as imports take seconds
 * @param isHeavy whether they take too long to install to be required anywhere
 * @returns the program; `undefined` if there is none
 * @throws {Error} if there is none where all tools are required
 */
export function findPython(probe = "", isHeavy = false): string | undefined {
  const named = Deno.env.get("GRID_WORKERS_PYTHON");
  const modules = /^import ([\w, ]+)$/.exec(probe)?.[1]?.split(", ");
  const code = modules === undefined
    ? probe
    : `import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, ${JSON.stringify(modules)})))`;
  const found = [...(named ? [named] : []), "/usr/bin/python3", "python3"].find((program) => {
    try {
      return new Deno.Command(program, { args: ["-c", code], stdout: "null", stderr: "null" }).outputSync().success;
    } catch {
      return false;
    }
  });
  if (found === undefined && !isHeavy && Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") {
    throw new Error(`no python3 in which this works: ${probe}`);
  }
  return found;
}
