/** The basis of all tasks: working directory, common flags, and the mapping of errors to messages and exit codes. */
import { setColorEnabled } from "@std/fmt/colors";
import { dirname, fromFileUrl, join } from "@std/path";
import { decideProgram } from "../../io/system/processes/program.ts";
import { endBackground, isInteractive, printMessage } from "../../io/system/terminal/terminal.ts";
import { InvalidArgumentError, type Option } from "../../lib/command_line/option.ts";
import { DENO_TASK, type Program } from "../../lib/messages/hint.ts";
import { UsageError } from "../../lib/messages/problem.ts";
import { parseDuration } from "../../lib/messages/quantity.ts";
import { shellQuote } from "../../lib/messages/text.ts";
import { type Command, createCommand, type FlagsOf } from "./command.ts";
import { describeError, describeRefusal, guard, INTERNAL_ERROR } from "./exit_codes.ts";

export { type Command, createCommand, type FlagsOf, InvalidArgumentError, UsageError };

/** The function of a command: takes the arguments of the command line, and returns the exit code. */
export type Main = (args: readonly string[]) => Promise<number>;

/**
 * Runs a task of `deno.json` and ends the process with its exit code.
 *
 * Errors become messages: invalid input (exit code 2), a grid that is in use (3), internal and system errors (4).
 */
export function runTask(task: Main): Promise<never> {
  return runProgram(() => {
    decideProgram(denoTask);
    restoreWorkingDirectory();
    return task(Deno.args);
  });
}

/** Runs this program and ends the process with its exit code. Errors become messages. */
export async function runProgram(run: () => Promise<number>): Promise<never> {
  if (!isInteractive()) setColorEnabled(false);
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    printMessage(describeError(event.reason));
    Deno.exit(INTERNAL_ERROR);
  });
  const code = await guard(() => {
    addDenoToPath();
    return run();
  });
  await endBackground();
  Deno.exit(code);
}

// `deno task` changes to the directory of deno.json, and passes the original one in INIT_CWD.
function originalDirectory(): string | undefined {
  return Deno.cwd() === PROJECT ? Deno.env.get("INIT_CWD") : undefined;
}

const PROJECT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

// How the user started a task: without Deno on PATH through npx, outside of this project with the path of deno.json.
function denoTask(): Program {
  const program = Deno.env.get("npm_lifecycle_event") === "npx" ? `npx -y ${DENO_TASK}` : DENO_TASK;
  try {
    const original = originalDirectory();
    if (original === undefined || `${original}/`.startsWith(`${PROJECT}/`)) return program;
    return `${program} --config ${shellQuote(join(PROJECT, "deno.json"))}`;
  } catch {
    // The current directory cannot be used, which is reported next.
    return program;
  }
}

function restoreWorkingDirectory(): void {
  try {
    const original = originalDirectory();
    if (original !== undefined) Deno.chdir(original);
    Deno.cwd();
  } catch (error) {
    const reason = error instanceof Deno.errors.InvalidData
      ? "its path is not valid UTF-8"
      : error instanceof Deno.errors.NotCapable
      ? describeRefusal(error)
      : (error as Error).message;
    throw new UsageError(`error: cannot use the current directory: ${reason}`, { cause: error });
  }
}

// Commands of runs may start with `deno`, which may not be on PATH if it was called by its path.
function addDenoToPath(): void {
  let path: string;
  try {
    path = Deno.env.get("PATH") ?? "";
  } catch {
    // PATH is not valid UTF-8: a new value would change its bytes.
    return;
  }
  const denoDir = dirname(Deno.execPath());
  if (!path.split(":").includes(denoDir)) Deno.env.set("PATH", path === "" ? denoDir : `${path}:${denoDir}`);
}

/**
 * Checks that `--expdir` is not given beside grid directories, which it does not change.
 *
 * @param targets the arguments of the command
 * @throws {UsageError} if all of them are grid directories
 */
export async function checkExpdir(command: Command, targets: readonly string[]): Promise<void> {
  if (!command.isTyped("expdir") || targets.length === 0) return;
  const { isGridDir } = await import("../../io/grid/grid_dir.ts");
  if (!targets.every(isGridDir)) return;
  throw new UsageError(
    `error: --expdir has no effect on a grid directory: leave it out, or leave out ${targets.join(" ")}`,
  );
}

/** Collects the values of a repeatable flag. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

/** A parser for a flag whose value is a whole number ≥ `minimum`. */
export function wholeNumber(minimum = -Infinity): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^[+-]?\d+$/.test(value) || number < minimum) {
      throw new InvalidArgumentError(`Expected a whole number${minimum > -Infinity ? ` ≥ ${minimum}` : ""}.`);
    }
    return number;
  };
}

/** Parses a flag whose value is a duration, or 0. Gives seconds. */
export function durationOrZero(value: string): number {
  return /^0+(?:\.0*)?[dhms]?$/.test(value) ? 0 : duration(value);
}

/** Parses a flag whose value is a duration: a number of seconds, or numbers with units. Gives seconds, more than 0. */
export function duration(value: string): number {
  const parsed = parseDuration(value);
  if (parsed === undefined) throw new InvalidArgumentError("Expected a duration, such as 90s, 50m or 1h30m.");
  return parsed;
}

/** An alias of another flag that is not shown by `--help`. */
export function hidden<const Flags extends string, Parse extends Option["parse"] = undefined>(
  flags: Flags,
  parse?: Parse,
) {
  return { flags, description: "", parse: parse as Parse, isHidden: true } as const;
}

/** The default of `--expdir`. */
export const EXPDIR = "experiments";

/** `--expdir`. */
export function expdirOption(description = "directory of grid directories") {
  return { flags: "--expdir <dir>", description, default: EXPDIR } as const satisfies Option;
}

/** `--workdir`. */
export const WORKDIR = {
  flags: "--workdir <dir>",
  description: "directory in which runs start, stored in the grid directory (default: .)",
} as const satisfies Option;

/** `--agree`. */
export const AGREE = {
  flags: "--agree",
  description: "show what would be run, and ask before starting",
} as const satisfies Option;

/** The description of an argument that selects one grid directory. */
export const GRID_DIR = "grid directory, or grid file (selects the newest grid created from it)";
