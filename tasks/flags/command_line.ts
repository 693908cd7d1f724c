/** What the command lines of all tasks share: flags, where paths start from, errors and exit codes. */
import { setColorEnabled } from "@std/fmt/colors";
import { dirname, fromFileUrl } from "@std/path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { errnoOf } from "../../io/system/files.ts";
import { isInteractive, say } from "../../io/system/terminal.ts";
import { UsageError } from "../../lib/messages/usage_error.ts";

export { UsageError };

/**
 * Runs a task and ends the process with its exit code.
 *
 * Errors of the user (2), a grid that is in use (3) and faults of ours (4) become one message each.
 */
export async function runTask(task: (args: readonly string[]) => Promise<number>): Promise<never> {
  if (!isInteractive()) setColorEnabled(false);
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    say(`error: ${describeError(event.reason)}`);
    Deno.exit(INTERNAL_ERROR);
  });
  const code = await guard(() => {
    goWhereTheUserIs();
    makeDenoFindable();
    return task(Deno.args);
  });
  Deno.exit(code);
}

const INTERNAL_ERROR = 4;

// `deno task` runs in the directory of deno.json and tells where the user was.
function goWhereTheUserIs(): void {
  const project = dirname(dirname(dirname(fromFileUrl(import.meta.url))));
  try {
    const typed = Deno.env.get("INIT_CWD");
    if (typed !== undefined && Deno.cwd() === project) Deno.chdir(typed);
    Deno.cwd();
  } catch (error) {
    const reason = error instanceof Deno.errors.InvalidData ? "its path is not valid UTF-8" : (error as Error).message;
    throw new UsageError(`error: cannot work in the current directory: ${reason}. Go to another one`, { cause: error });
  }
}

// Commands of runs may begin with `deno`, which is not on PATH where it was called by its path.
function makeDenoFindable(): void {
  let path: string;
  try {
    path = Deno.env.get("PATH") ?? "";
  } catch {
    // It is not UTF-8, and could not be put together again.
    return;
  }
  const own = dirname(Deno.execPath());
  if (!path.split(":").includes(own)) Deno.env.set("PATH", path === "" ? own : `${path}:${own}`);
}

/** Runs a piece of a task; what it throws becomes a message and the exit code that stands for it. */
export async function guard(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Error)) throw error;
    switch (error.name) {
      case "InputError":
      case "UsageError":
        say(error.message);
        return 2;
      case "YamlError":
      case "PlanError":
      case "LeaseError":
        say(`error: ${error.message}`);
        return 2;
      case "NotCapable":
        // What only reads has no permission for the files of the kernel and for devices.
        say(`error: ${error.message.replace(/, run again with the .*/, "")}`);
        return 2;
      case "LockedError":
        say(`error: the grid is in use by ${error.message}: wait for it, or end it with deno task grid:stop`);
        return 3;
      default:
        say(`error: ${describeError(error)}`);
        return INTERNAL_ERROR;
    }
  }
}

// The operating system's refusals explain themselves; for anything else the place in the code is what helps.
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOfSystem = errnoOf(error) !== undefined ||
    Object.values(Deno.errors).some((refusal) => error instanceof refusal);
  return isOfSystem ? error.message : error.stack ?? error.message;
}

/**
 * A command that reports its mistakes by throwing.
 *
 * @param name as people type it, `grid:train`
 */
export function createCommand(name: string, description: string): Command {
  return new Command(`deno task ${name}`)
    .description(description)
    .exitOverride()
    .showHelpAfterError(`(deno task ${name} --help shows what there is)`)
    .configureHelp({
      optionDescription: (option) => {
        const value: unknown = option.defaultValue;
        const shown = typeof value === "string" || typeof value === "number" ? ` (default: ${value})` : "";
        return option.description + shown;
      },
    });
}

/** Collects the values of a flag that can be given several times. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

/** A whole number of a flag, at least `least`; without it any. */
export function wholeNumber(least = -Infinity): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^[+-]?\d+$/.test(value) || number < least) {
      throw new InvalidArgumentError(`It must be a whole number${least > -Infinity ? `, at least ${least}` : ""}.`);
    }
    return number;
  };
}

/** A number of seconds of a flag, at least 0. */
export function seconds(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number) || number < 0) {
    throw new InvalidArgumentError("It must be a number of seconds.");
  }
  return number;
}

/** A flag that stands for another one, for those who know it by that name. */
export function hidden(flags: string): Option {
  return new Option(flags).hideHelp();
}

/** Where grids are, unless `--expdir` says otherwise. */
export const EXPDIR = "experiments";

/** `--expdir`. */
export function expdirOption(description = "where grid directories are"): Option {
  return new Option("--expdir <dir>", description).default(EXPDIR);
}

/** `--agree`. */
export function agreeOption(): Option {
  return new Option("--agree", "asks before it starts");
}

/** What the argument of a command may be that works on one grid directory. */
export const GRID_DIR = "a grid directory, or a grid file for the newest made from it";
