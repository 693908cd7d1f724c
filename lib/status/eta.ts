/** Estimates how much longer a stage takes. */
import { type Plan, testNames } from "../plan/plan.ts";
import type { SchedulerRecord } from "../run/journal_record.ts";
import {
  hasSucceeded,
  isDone,
  isFailed,
  type Run,
  runOf,
  type RunTable,
  stateName,
  type Time,
} from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { durationOf } from "../schedule/jobs/durations.ts";
import { createKins, type Subject } from "../schedule/kins.ts";

/** A run that is running. Durations are milliseconds. */
export interface RunningFor {
  readonly elapsed: number;
  /** How long another run of its configuration took, if one has ended. */
  readonly expected?: number | undefined;
}

/** The remaining work of a stage, and the durations of its runs so far, in milliseconds. */
export interface RemainingWork {
  /** Number of runs that succeeded or were stopped early, and their total duration. */
  readonly ended: number;
  readonly spent: number;
  /** Number of runs that have not started, and whose duration is unknown because no run of their configuration has ended. */
  readonly pending: number;
  /** The expected total duration of the other runs that have not started. */
  readonly known: number;
  readonly running: readonly RunningFor[];
  /** Number of concurrent runs. */
  readonly concurrent: number;
}

/**
 * Estimates the remaining time in milliseconds. A run is expected to take as long as another one of its configuration or, if
 * there is none, the average of those that have ended.
 *
 * @returns `undefined` if no run has ended, no work remains, or all remaining runs have taken longer than expected already
 */
export function estimateLeft({ ended, spent, pending, known, running, concurrent }: RemainingWork): number | undefined {
  if (ended === 0) return undefined;
  const mean = spent / ended;
  let total = pending * mean + known;
  let longest = 0;
  for (const { elapsed, expected = mean } of running) {
    const left = Math.max(0, expected - elapsed);
    total += left;
    longest = Math.max(longest, left);
  }
  const estimate = Math.max(longest, total / Math.max(1, concurrent));
  return estimate > 0 ? estimate : undefined;
}

/**
 * Estimates the remaining time of the current stage of a grid from its journal, in milliseconds.
 *
 * @param scheduler the one that runs the stage, or has submitted it to a cluster
 * @param now milliseconds since the epoch
 * @returns `undefined` if no run has succeeded yet, or none is running
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
  // With --only there are fewer jobs than open runs. The journal does not say which ones, so each open run counts as a
  // fraction.
  const pending = jobs === undefined ? open : Math.max(0, jobs - done - running.length);
  const share = open === 0 ? 0 : pending / open;
  const rest = { pending: unknown * share, known: known * share };
  return estimateLeft({ ended, spent, ...rest, running, concurrent: running.length });
}

/** The durations of runs, as far as they are known from other runs of their configurations. */
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
