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
  decideBegin();
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
    // Directories of PATH may be missing, files, or unreadable for this user.
    return false;
  }
}

/** The environment with which this program starts itself. */
export function programEnvironment(): Record<string, string> {
  return { [VARIABLE]: current };
}

/** The environment with which another process continues this command. */
export function continuedEnvironment(): Record<string, string> {
  return { ...programEnvironment(), [BEGAN_VARIABLE]: String(Math.floor(commandBegan())) };
}

// Set by a command that another process continues: when that command began, in milliseconds since the epoch.
const BEGAN_VARIABLE = "GRID_WORKERS_BEGAN";

let began = performance.timeOrigin;

// Runs do not inherit it: a command in them begins by itself.
function decideBegin(): void {
  const told = Deno.env.get(BEGAN_VARIABLE);
  if (told === undefined) return;
  Deno.env.delete(BEGAN_VARIABLE);
  const time = Number(told);
  if (time > 0) began = Math.min(time, performance.timeOrigin);
}

/** When the command began that runs, perhaps in another process: milliseconds since the epoch. Limits of time count from there. */
export function commandBegan(): number {
  return began;
}

/** The arguments of the command that runs, without its name. */
export function commandArguments(): readonly string[] {
  return given;
}

/** Notes the arguments of the command that runs, if they are not those of the process. */
export function setArguments(args: readonly string[]): void {
  given = args;
}

/**
 * The path of a file beside a module.
 *
 * @param name relative to the module: `./supervisor.sh`
 * @param module the URL of the module
 * @throws {Error} if the module was loaded over a network, as from JSR
 */
export function scriptPath(name: string, module: string): string {
  const url = new URL(name, module);
  if (url.protocol === "file:") return fromFileUrl(url);
  throw new Error(
    `${url} is not a file: runs cannot be started by a library from the network; ` +
      "use the npm package grid-workers, or a checkout",
  );
}

const PERMISSIONS = ["--quiet", "--no-prompt", "--allow-all"];

// As the launcher of the npm package has it.
const INSTALLED = [
  ...["--no-config", "--no-lock", "--no-remote", "--node-modules-dir=manual"],
  "--unstable-lazy-dynamic-imports",
];

/**
 * The words that run a module of this program in a process of its own, with all permissions.
 *
 * @param script the path of the module, absolute
 */
export function denoCommand(script: string, args: readonly string[]): string[] {
  // In the npm package, the nearest configuration is that of another project.
  const isInstalled = script.includes("/node_modules/");
  return [Deno.execPath(), "run", ...PERMISSIONS, ...(isInstalled ? INSTALLED : []), script, ...args];
}
