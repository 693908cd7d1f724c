/** Records how the scheduler of a grid ended, for commands that wait for it. */
import { decodeExit, encodeExit, type SchedulerExit } from "../../../lib/store/exit_format.ts";
import { gridPaths } from "../../../lib/store/layout.ts";
import { readPlainText, writeAtomic } from "../../system/files.ts";
import { readHostIdentity } from "../../system/place.ts";
import { startTimeOf } from "../../system/processes/processes.ts";

/** The record of this process. */
export interface ExitRecord {
  /** Called once this process has something to run. A command that starts nothing does not define how the grid ended. */
  begin(): void;
  /**
   * Writes the record, unless there was nothing to run. Never throws: a full disk or a deleted directory does not change how
   * the scheduler ends.
   *
   * @param analyzes whether the process still analyzes results; then `code` is the exit code of its runs
   */
  write(code: number, analyzes: boolean): void;
}

/**
 * The record of this process, which has just taken the grid. Nothing is written yet.
 *
 * @param root the grid directory
 */
export function createExitRecord(root: string): ExitRecord {
  const since = Date.now();
  // Read now: an analysis of results may later give up the permission to read them.
  const process = { pid: Deno.pid, host: readHostIdentity().host, start: startTimeOf(Deno.pid) };
  let hasBegun = false;
  return {
    begin: () => void (hasBegun = true),
    write(code, analyzes) {
      if (!hasBegun) return;
      try {
        // Another scheduler may have taken the grid, and ended, while this process analyzed its results.
        const { since: other = 0 } = readExit(root) ?? {};
        if (other > since) return;
        writeAtomic(gridPaths(root).schedulerExit, encodeExit({ ...process, since, time: Date.now(), code, analyzes }));
      } catch {
        // Without a record, waiting commands go by the states of the runs.
      }
    },
  };
}

/** How the last scheduler of a grid ended; `undefined` if it was killed, or left no record. */
export function readExit(root: string): SchedulerExit | undefined {
  try {
    return decodeExit(readPlainText(gridPaths(root).schedulerExit) ?? "");
  } catch {
    return undefined;
  }
}

/** Whether the process that wrote a record is still running, as far as can be seen from here. */
export function isWriting({ pid, host, start, analyzes }: SchedulerExit): boolean {
  return analyzes && host === readHostIdentity().host && start !== undefined && startTimeOf(pid) === start;
}
