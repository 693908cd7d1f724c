/** Exit codes of commands: what an error becomes. */
import type { LockedError } from "../../io/grid/lock/lock_errors.ts";
import { errnoOf } from "../../io/system/file_errors.ts";
import { program } from "../../io/system/processes/program.ts";
import { printMessage, printProblems } from "../../io/system/terminal/terminal.ts";
import { hint } from "../../lib/messages/hint.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import type { InputError } from "../../lib/messages/problem.ts";
import { type HelpRequested, printHelp } from "./command.ts";

/** The user declined what `--agree` asked for. */
export class DeclinedError extends Error {
  override readonly name = "DeclinedError";
}

export const INTERNAL_ERROR = 4;

/** Runs a part of a task, and turns an error into a message and an exit code. */
export async function guard(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    switch (error.name) {
      case "HelpRequested":
        printHelp((error as HelpRequested).command);
        return 0;
      case "DeclinedError":
        printMessage(error.message);
        return 0;
      case "InputError":
        printProblems((error as InputError).problems);
        return 2;
      case "UsageError":
        printMessage(error.message);
        return 2;
      case "YamlError":
      case "PlanError":
      case "LeaseError":
        printMessage(`error: ${error.message}`);
        return 2;
      case "NotCapable":
        printMessage(`error: ${describeRefusal(error)}`);
        return 2;
      case "LockedError":
        printMessage(describeLocked(error as LockedError));
        return 3;
      default:
        printMessage(describeError(error));
        return INTERNAL_ERROR;
    }
  }
}

function describeLocked({ message, root }: LockedError): string {
  const stop = hint(program(), "stop", [shownPath(root, Deno.cwd())]);
  return `error: the grid is in use by ${message}: wait for it to finish, or stop it with ${stop}`;
}

// Deno opens devices and the files of the kernel only with all permissions, which tasks that only read do not have.
export function describeRefusal({ message }: Error): string {
  const path = /^Requires all access to "(.*)"/.exec(message)?.[1];
  if (path === undefined) return message.replace(/, run again with the .*/, "");
  return `no permission to access ${path}: this task cannot use files in /dev, /proc and /sys`;
}

// Errors of the operating system need no stack trace.
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `internal error: ${error}`;
  const isSystemError = errnoOf(error) !== undefined ||
    Object.values(Deno.errors).some((type) => error instanceof type);
  return isSystemError ? `error: ${error.message}` : `internal error: ${error.stack ?? error.message}`;
}
