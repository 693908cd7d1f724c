/** Looks at the statistics of running trainings, which early stopping judges, and reports their rows to the scheduler. */
import type { HalvingRule } from "../../../lib/grid/settings/settings.ts";
import type { Measurement } from "../../../lib/results/statistics_csv.ts";
import type { Unmeasured } from "../../../lib/status/progress/describe_verdict.ts";
import { followMetric, type MetricFollower } from "../../results/follow_metric.ts";

/** Looks at running trainings. */
export interface RunMeter extends Disposable {
  /**
   * Looks at the run in a slot from now on.
   *
   * @param dir its directory, absolute
   * @param isAdopted whether it was started earlier: then all rows count that are there
   */
  follow(slot: number, dir: string, isAdopted: boolean): void;
  /**
   * Reports the rows that are left, and looks no more.
   *
   * @returns what its file shows, for the first run without any value; otherwise `undefined`
   */
  finish(slot: number): Unmeasured | undefined;
}

/** How often the files are looked at, in milliseconds. */
const LOOK_MS = 250;

/**
 * Creates a meter.
 *
 * @param report receives each row, in order, and whether the run has ended
 */
export function createRunMeter(
  rule: HalvingRule,
  report: (slot: number, row: Measurement, hasEnded: boolean) => void,
): RunMeter {
  const followed = new Map<number, { readonly metric: MetricFollower; rows: number }>();
  // Most likely all runs write the same files.
  let isTold = false;
  const timer = setInterval(() => {
    for (const [slot, run] of followed) {
      const rows = run.metric.look();
      run.rows += rows.length;
      for (const row of rows) report(slot, row, false);
    }
  }, LOOK_MS);
  return {
    follow: (slot, dir, isAdopted) => void followed.set(slot, { metric: followMetric(dir, rule, isAdopted), rows: 0 }),
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
