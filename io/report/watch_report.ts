/** Rewrites the file of a report while its grids run. */
import { delay } from "@std/async/delay";
import { dirname } from "@std/path";
import { steadyNow } from "../system/clock.ts";
import { writeAtomic } from "../system/files.ts";
import { locationError } from "../system/write_new_files.ts";

export interface WatchedReport {
  /** The path of the file, absolute. It is replaced. */
  readonly path: string;
  /** Whether the grids run. */
  isRunning(): boolean;
  /**
   * Makes the HTML.
   *
   * @param reload seconds after which the page loads itself again; absent for the last one
   */
  make(reload?: number): Promise<string>;
  /** Called when the file exists. */
  onWritten(): void;
}

// Seconds.
const INTERVAL = 10;

/**
 * Writes the report, and again every ten seconds as long as the grids run; less often if that would take more than half of the
 * time. The file is replaced by rename, so that readers always see a complete one.
 *
 * @param signal ends watching: the report is written once more, without reloading itself, and the reason is thrown
 * @throws {InputError} if the location is not writable
 */
export async function watchReport(watched: WatchedReport, signal: AbortSignal): Promise<void> {
  for (;;) {
    // Checked before the report is made, so that the last report includes everything that has ended.
    const isLast = !watched.isRunning() || signal.aborted;
    const begun = steadyNow();
    write(watched.path, await watched.make(isLast ? undefined : INTERVAL));
    watched.onWritten();
    if (isLast) {
      signal.throwIfAborted();
      return;
    }
    const took = steadyNow() - begun;
    await pause(Math.max(INTERVAL * 1_000 - took, took), watched, signal);
  }
}

// Ends early when nothing runs any more.
async function pause(milliseconds: number, { isRunning }: WatchedReport, signal: AbortSignal): Promise<void> {
  const end = steadyNow() + milliseconds;
  while (steadyNow() < end && !signal.aborted && isRunning()) {
    try {
      await delay(Math.min(500, end - steadyNow()), { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function write(path: string, html: string): void {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    writeAtomic(path, html);
  } catch (error) {
    throw locationError(error, { output: path, what: "the report" });
  }
}
