/** Estimates how long the stage that a grid is at still takes, from its journal. */
import type { Plan } from "../plan/plan.ts";
import type { SchedulerRecord } from "../run/journal_record.ts";
import { hasSucceeded, isFailed, isStoppedEarly, type Run, type Time } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import type { Stage } from "../run/stage.ts";
import { testNames } from "../plan/run_specs.ts";
import { estimateLeft } from "./estimate_left.ts";

/**
 * The remaining time in milliseconds.
 *
 * @param scheduler the one that runs the stage, or has submitted it to a cluster
 * @param now milliseconds since the epoch
 * @returns `undefined` without a basis: no run has succeeded yet, or none is running
 */
export function stageLeft(
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  { stage, time, jobs }: Pick<SchedulerRecord, "stage" | "time" | "jobs">,
  now: Time,
): number | undefined {
  const running: number[] = [];
  let [ended, spent, done, open] = [0, 0, 0, 0];
  for (const run of runsIn(plan, runs, stage)) {
    const { state, newest } = run;
    if (state.kind === "running" && newest !== undefined) running.push(now - newest.started);
    else if (hasSucceeded(run) || isFailed(run) || isStoppedEarly(run)) {
      const took = newest?.ended === undefined ? 0 : newest.ended - newest.started;
      if (hasSucceeded(run) && took > 0) [ended, spent] = [ended + 1, spent + took];
      if ((newest?.ended ?? 0) > time) done++;
    } else open++;
  }
  if (running.length === 0) return undefined;
  // With --only there are fewer jobs than runs that are open.
  const pending = jobs === undefined ? open : Math.max(0, jobs - done - running.length);
  return estimateLeft({ ended, spent, pending, running, concurrent: running.length });
}

function* runsIn(plan: Plan, runs: RunTable, stage: Stage): Generator<Run> {
  const tests = testNames(plan, stage);
  for (const { id, dropped } of plan.experiments) {
    if (dropped) continue;
    for (const test of tests) yield runOf(runs, { stage, id, ...(test !== undefined && { test }) });
  }
}
