/** Prints the logs of runs as they are now. */
import { join } from "@std/path";
import { createLogPrinter, type LogPrinter } from "../../../lib/inspect/log_printer.ts";
import { describeState } from "../../../lib/inspect/run_details.ts";
import { shownPath } from "../../../lib/messages/printable.ts";
import { formatBytes } from "../../../lib/messages/quantity.ts";
import type { ChosenRun } from "../../../lib/plan/choose_runs.ts";
import type { Attempt } from "../../../lib/run/journal_state.ts";
import type { LaunchInfo } from "../../../lib/run/run_state.ts";
import { jobLabel } from "../../../lib/status/label.ts";
import { experimentDir, launchLog } from "../../../lib/store/layout.ts";
import { isReadByRunner, printMessage, writeStdout } from "../../system/terminal/terminal.ts";
import { type LogFile, type LogTail, openLog } from "./log_file.ts";

/** An attempt of a run, whose log is printed. */
export interface PrintedAttempt {
  readonly chosen: ChosenRun;
  readonly attempt: Pick<Attempt, "launch" | "state">;
}

/**
 * Prints the logs of attempts to stdout. If there is only one, stderr says which it is.
 *
 * @returns whether any could be read
 */
export function printLogs(set: LogSet, attempts: readonly PrintedAttempt[]): boolean {
  let isPrinted = false;
  try {
    for (const { chosen, attempt: { launch, state } } of attempts) {
      using log = openPrintedLog(set, chosen, launch);
      const { experiment, key } = chosen;
      if (!set.isPrefixed) {
        printMessage(`${jobLabel(experiment, key)}: ${describeState(state, launch, Date.now())} (${log.path})`);
      }
      // What is written in the meantime is not waited for.
      log.print(log.size);
      if (log.end()) isPrinted = true;
    }
  } catch (error) {
    if (!(error instanceof UnreadError)) throw error;
    return true;
  }
  return isPrinted;
}

/** Thrown when nobody reads stdout any more (`| head`), which ends the command. */
export class UnreadError extends Error {
  override readonly name = "UnreadError";
}

/** A log that is printed to stdout. If it cannot be read, stderr says why. */
export interface PrintedLog extends Disposable {
  /** As messages show it. */
  readonly path: string;
  /**
   * Prints what has been written since the last call, up to a number of bytes.
   *
   * @returns whether everything was printed
   * @throws {UnreadError}
   */
  print(most?: number): boolean;
  /**
   * Completes an unfinished last line, and says if the log could not be read. Called once: nothing is printed afterwards.
   *
   * @returns whether it could be read
   * @throws {UnreadError}
   */
  end(): boolean;
  /** How many bytes there are to print now; 0 if it cannot be opened yet. */
  readonly size: number;
}

/** What the logs that are printed together have in common. */
export interface LogSet {
  /** The grid directory, absolute. */
  readonly root: string;
  /** Whether there are several, so that each line is prefixed with the name of its run. */
  readonly isPrefixed: boolean;
  readonly tail: LogTail;
}

/** Opens the log of a launch of a run, which need not exist yet. */
export function openPrintedLog(set: LogSet, { experiment, key }: ChosenRun, launch: LaunchInfo): PrintedLog {
  const absolute = join(set.root, experimentDir(experiment), launchLog(key.stage, launch));
  const path = shownPath(absolute, Deno.cwd());
  const printer: LogPrinter = createLogPrinter({
    ...(set.isPrefixed && { prefix: `${jobLabel(experiment, key)} | ` }),
    forTerminal: Deno.stdout.isTerminal(),
    forRunner: isReadByRunner(),
  });
  let file: LogFile | string = "";
  let isOver = false;
  const open = (): LogFile | undefined => {
    if (typeof file !== "string") return file;
    file = openLog(absolute, set.tail);
    if (typeof file === "string") return undefined;
    if (set.tail.kind === "bytes" && file.skipped > 0) printMessage(describeSkipped(path, file));
    return file;
  };
  const put = (data: string | Uint8Array): void => {
    if (data.length > 0 && !writeStdout(data)) throw new UnreadError();
  };
  return {
    path,
    get size() {
      const opened = open();
      return opened === undefined ? 0 : opened.size - opened.skipped;
    },
    print(most = Infinity) {
      const opened = open();
      if (opened === undefined || isOver) return true;
      for (let left = most; left > 0;) {
        const bytes = opened.read();
        if (bytes === undefined) return true;
        put(printer.print(bytes.subarray(0, left)));
        left -= bytes.length;
      }
      return false;
    },
    end() {
      const isRead = typeof file !== "string";
      if (isOver) return isRead;
      isOver = true;
      put(printer.end());
      if (!isRead) printMessage(`${path} ${file}`);
      return isRead;
    },
    // Can be called again after the log was closed.
    [Symbol.dispose]() {
      if (typeof file !== "string") file[Symbol.dispose]();
      file = "";
    },
  };
}

function describeSkipped(path: string, { size, skipped }: LogFile): string {
  return `${path}: the last ${formatBytes(size - skipped)} of ${formatBytes(size)} (--tail all prints all of it)`;
}
