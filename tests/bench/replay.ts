/** Replays recorded curves through the scheduler: an epoch takes one to four units of time, as networks differ in size. */
import type { Action, SchedulerEvent } from "../../lib/schedule/events.ts";
import { createState, type Job, type Limits } from "../../lib/schedule/state.ts";
import { step } from "../../lib/schedule/step.ts";
import type { RungBasis } from "../../lib/search/halving.ts";

/** What early stopping has saved and lost. */
export interface Replayed {
  /** The share of the time of all epochs that was not spent. */
  readonly saved: number;
  /** By what counts as the result of a run: how much better the best of all is than the best one that was not stopped. */
  readonly loss: Readonly<Record<RungBasis, number>>;
}

/** The rule by which runs are stopped. */
export interface ReplayedRule {
  /** What counts at a rung. */
  readonly by: RungBasis;
  /** The epoch of the first rung; 3 by default. */
  readonly first?: number;
}

/** The result of a run. */
const RESULTS: Readonly<Record<RungBasis, (curve: readonly number[]) => number>> = {
  best: (curve) => Math.max(...curve),
  last: (curve) => curve.at(-1)!,
};

/**
 * Replays curves with `eta: 3`.
 *
 * @param curves the value after each epoch; higher is better
 * @param by what counts at a rung
 */
export function replay(
  curves: readonly (readonly number[])[],
  slots: number,
  { by, first = 3 }: ReplayedRule,
): Replayed {
  const limits: Limits = {
    slots,
    capacity: { cpus: slots, memory: 0 },
    devices: [],
    grace: 1,
    failures: { kind: "none" },
    halving: { first, eta: 3, goal: "maximize", by },
  };
  const jobs = curves.map((_, experiment): Job => ({
    experiment,
    attempt: 1,
    failures: 0,
    times: 1,
    losses: 0,
    policy: { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 0 },
    judged: { task: "t", rungs: 0 },
  }));
  const state = createState(limits, jobs);
  const running = new Map<number, { readonly experiment: number; readonly started: number; epoch: number }>();
  const finished: (readonly number[])[] = [];
  let spent = 0;

  function dispatch(event: SchedulerEvent, now: number): void {
    for (const action of step(state, event, now)) perform(action, now);
  }

  function perform(action: Action, now: number): void {
    if (action.type === "launch") {
      running.set(action.slot, { experiment: action.job.experiment, started: now, epoch: 0 });
    } else if (action.type === "terminate") {
      running.delete(action.slot);
      dispatch({ type: "ended", slot: action.slot, outcome: { kind: "signal", signal: "SIGTERM" } }, now);
    }
  }

  dispatch({ type: "begin" }, 0);
  for (let now = 1; !state.finished; now++) {
    for (const [slot, run] of [...running]) {
      const time = timeOf(run.experiment);
      if (running.get(slot) !== run || (now - run.started) % time !== 0) continue;
      const curve = curves[run.experiment]!;
      const value = curve[run.epoch++]!;
      spent += time;
      const hasEnded = run.epoch === curve.length;
      dispatch({ type: "report", slot, resource: run.epoch, value, hasEnded }, now);
      if (running.get(slot) !== run || !hasEnded) continue;
      running.delete(slot);
      finished.push(curve);
      dispatch({ type: "ended", slot, outcome: { kind: "exit", code: 0 } }, now);
    }
  }
  const all = curves.reduce((sum, { length }, experiment) => sum + length * timeOf(experiment), 0);
  const lossBy = (basis: RungBasis) =>
    Math.max(...curves.map(RESULTS[basis])) - Math.max(...finished.map(RESULTS[basis]));
  return { saved: 1 - spent / all, loss: { best: lossBy("best"), last: lossBy("last") } };
}

// Of an epoch.
function timeOf(experiment: number): number {
  return 1 + experiment * 7 % 4;
}
