/** Looks at the statistics of running trainings, which early stopping judges, and reports their rows to the scheduler. */
import type { HalvingRule } from "../../../lib/grid/settings/settings.ts";
import type { Measurement } from "../../../lib/results/statistics_csv.ts";
import type { Unmeasured } from "../../../lib/status/progress/describe_verdict.ts";
import { followMetric, type MetricFollower } from "../../results/follow_metric.ts";
import { steadyNow } from "../../system/clock.ts";

/** Looks at running trainings. */
export interface RunMeter extends Disposable {
  /**
   * Looks at the run in a slot from now on, or from its start if it waits in a queue.
   *
   * @param dir its directory, absolute
   */
  follow(slot: number, dir: string, how: { readonly isAdopted: boolean; readonly isQueued: boolean }): void;
  /** The run in a slot has left the queue. */
  begin(slot: number): void;
  /**
   * Reports the rows that are left, and looks no more.
   *
   * @returns what its file shows, for the first run without any value; otherwise `undefined`
   */
  finish(slot: number): Unmeasured | undefined;
}

interface MeasuredRun {
  readonly metric: MetricFollower;
  rows: number;
  isQueued: boolean;
}

// Files on another machine answer slowly: looking takes at most this part of the time.
const LOOK_SHARE = 5;

/**
 * Creates a meter. Of a run that was started earlier, and of its files, all rows count that are there.
 *
 * @param look how often the files are looked at, at most: milliseconds
 * @param report receives each row, in order, and whether the run has ended
 */
export function createRunMeter(
  rule: HalvingRule,
  look: number,
  report: (slot: number, row: Measurement, hasEnded: boolean) => void,
): RunMeter {
  const followed = new Map<number, MeasuredRun>();
  // Most likely all runs write the same files.
  let isTold = false;
  let next = -Infinity;
  const timer = setInterval(() => {
    const begun = steadyNow();
    if (begun < next) return;
    for (const [slot, run] of followed) {
      if (run.isQueued) continue;
      const rows = run.metric.look();
      run.rows += rows.length;
      for (const row of rows) report(slot, row, false);
    }
    const end = steadyNow();
    next = end + (LOOK_SHARE - 1) * (end - begun);
  }, look);
  return {
    follow(slot, dir, { isAdopted, isQueued }) {
      followed.set(slot, { metric: followMetric(dir, rule, isAdopted && !isQueued), rows: 0, isQueued });
    },
    begin(slot) {
      const run = followed.get(slot);
      if (run !== undefined) run.isQueued = false;
    },
    finish(slot) {
      const run = followed.get(slot);
      if (run === undefined) return undefined;
      followed.delete(slot);
      const rows = run.metric.finish();
      for (const row of rows) report(slot, row, true);
      if (run.rows + rows.length > 0 || isTold) return undefined;
      isTold = true;
      return run.metric.describe();
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
