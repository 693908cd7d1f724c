/** Prints the logs of runs as they are now. */
import { describeState } from "../../../lib/inspect/run_details.ts";
import type { ChosenRun } from "../../../lib/plan/choose_runs.ts";
import type { Attempt } from "../../../lib/run/attempts.ts";
import { jobLabel } from "../../../lib/status/label.ts";
import { printMessage } from "../../system/terminal/terminal.ts";
import { type LogSet, openPrintedLog, UnreadError } from "./printed_log.ts";

/** An attempt of a run, whose log is printed. */
export interface PrintedAttempt {
  readonly chosen: ChosenRun;
  readonly attempt: Pick<Attempt, "launch" | "state">;
}

/**
 * Prints the logs of attempts to stdout. Of a single one, stderr says which it is.
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
