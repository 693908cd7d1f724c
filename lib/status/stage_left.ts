/** Estimates how long the stage that a grid is at still takes, from its journal. */
import type { Plan } from "../plan/plan.ts";
import { testNames } from "../plan/run_specs.ts";
import type { SchedulerRecord } from "../run/records/journal_record.ts";
import { hasSucceeded, isDone, isFailed, type Run, stateName, type Time } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import type { Stage } from "../run/stage.ts";
import { durationOf } from "../schedule/jobs/arrange_jobs.ts";
import { createKins, type Subject } from "../schedule/kins.ts";
import { estimateLeft, type RunningFor } from "./estimate_left.ts";

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
  const running: RunningFor[] = [];
  const durations = knownDurations({ plan, runs }, stage);
  let [ended, spent, done, open, unknown, known] = [0, 0, 0, 0, 0, 0];
  for (const { run, subject } of runsIn(plan, runs, stage)) {
    const { state, newest } = run;
    const hasEndedWell = isDone(stateName(state));
    if (state.kind === "running" && newest !== undefined) {
      running.push({ elapsed: now - newest.started, expected: durations?.of(subject) });
    } else if (hasEndedWell || isFailed(run)) {
      const took = newest?.ended === undefined ? 0 : newest.ended - newest.started;
      if (hasEndedWell && took > 0) [ended, spent] = [ended + 1, spent + took];
      if ((newest?.ended ?? 0) > time) done++;
    } else {
      const expected = durations?.of(subject);
      open++;
      if (expected === undefined) unknown++;
      else known += expected;
    }
  }
  if (running.length === 0) return undefined;
  // With --only there are fewer jobs than open runs. The journal does not say which ones, so that each open run counts in part.
  const pending = jobs === undefined ? open : Math.max(0, jobs - done - running.length);
  const share = open === 0 ? 0 : pending / open;
  const rest = { pending: unknown * share, known: known * share };
  return estimateLeft({ ended, spent, ...rest, running, concurrent: running.length });
}

/** How long runs take, as far as other runs of their configurations tell. */
interface KnownDurations {
  of(subject: Subject): number | undefined;
}

function knownDurations(
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  stage: Stage,
): KnownDurations | undefined {
  if (!plan.experiments.some(({ repetition }) => repetition > 0)) return undefined;
  const kins = createKins(plan);
  const durations = new Map<number, number>();
  for (const { run, subject } of runsIn(plan, runs, stage)) {
    const duration = hasSucceeded(run) ? durationOf(run, run.newest!.devices.length > 0) : undefined;
    if (duration !== undefined) durations.set(kins.of(subject), duration);
  }
  return { of: (subject) => durations.get(kins.of(subject)) };
}

function* runsIn(
  plan: Plan,
  runs: RunTable,
  stage: Stage,
): Generator<{ readonly run: Run; readonly subject: Subject }> {
  const tests = testNames(plan, stage);
  for (const [experiment, { id, dropped }] of plan.experiments.entries()) {
    if (dropped) continue;
    for (const name of tests) {
      const test = name === undefined ? {} : { test: name };
      yield { run: runOf(runs, { stage, id, ...test }), subject: { experiment, ...test } };
    }
  }
}
