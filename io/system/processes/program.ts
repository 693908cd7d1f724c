/** How the user calls this program, for the commands in messages. It is decided once, when the process starts. */
import { fromFileUrl, join } from "@std/path";
import { DENO_TASK, GRID, type Program } from "../../../lib/messages/hint.ts";
import { shellQuote } from "../../../lib/messages/text.ts";

// Set by a program that starts this one for the user: a launcher, or a command that continues in the background.
const VARIABLE = "GRID_WORKERS_PROGRAM";

let current: Program = DENO_TASK;
let given: readonly string[] = Deno.args;

/** How the user calls this program. */
export function program(): Program {
  return current;
}

/**
 * Decides how the user calls this program: as the process that started this one says, or else as given. Runs do not inherit it,
 * because they may call this program in another way.
 */
export function decideProgram(otherwise: () => Program): void {
  const told = Deno.env.get(VARIABLE);
  if (told !== undefined) Deno.env.delete(VARIABLE);
  current = told === undefined || told === "" ? otherwise() : told;
}

/**
 * How the user calls a module that is not a task of `deno.json`: `grid` if there is such a program on PATH, as after an
 * installation, or else `deno run` with its path.
 *
 * @param url the URL of the module
 */
export function programOf(url: string): Program {
  if (isOnPath(GRID)) return GRID;
  return `deno run -A ${shellQuote(url.startsWith("file:") ? fromFileUrl(url) : url)}`;
}

function isOnPath(name: string): boolean {
  let path: string;
  try {
    path = Deno.env.get("PATH") ?? "";
  } catch {
    // It is not valid UTF-8.
    return false;
  }
  return path.split(":").some((dir) => dir !== "" && isFile(join(dir, name)));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // Directories of PATH may be missing, files, or closed to this user.
    return false;
  }
}

/** The environment with which this program starts itself. */
export function programEnvironment(): Record<string, string> {
  return { [VARIABLE]: current };
}

/** The arguments of the command that runs, without its name. */
export function commandArguments(): readonly string[] {
  return given;
}

/** Notes the arguments of the command that runs, if they are not those of the process. */
export function setArguments(args: readonly string[]): void {
  given = args;
}
