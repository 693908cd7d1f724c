/** Summarizes a grid in one line of a list. */
import { aggregateRun } from "../plan/aggregate.ts";
import { isTestable, type Plan } from "../plan/plan.ts";
import {
  hasSucceeded,
  isDone,
  isFailed,
  isOnCluster,
  isStoppedEarly,
  type RunTable,
  stateName,
} from "../run/run_state.ts";

/** Whether a grid is running, and else whether something is left to do, or has failed. */
export type GridState = "running" | "submitted" | "not started" | "unfinished" | "failed" | "done";

/** A grid, in numbers of experiments. */
export interface GridSummary {
  readonly state: GridState;
  readonly experiments: number;
  readonly trained: number;
  /** Experiments whose training was stopped early, or not started for that reason. */
  readonly stopped: number;
  /** Absent if no test has been started. */
  readonly tested?: number;
  /** Experiments whose training or test failed or timed out. */
  readonly failed: number;
}

/**
 * Summarizes a grid.
 *
 * @param isHeld whether a scheduler holds it
 */
export function summarizeGrid(
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  isHeld: boolean,
): GridSummary {
  const experiments = plan.experiments.filter(({ dropped }) => !dropped);
  const hasTests = runs.test.size > 0;
  const counts = { trained: 0, stopped: 0, tested: 0, failed: 0, open: 0 };
  for (const experiment of experiments) {
    const training = aggregateRun(plan, runs, "train", experiment);
    const isTested = hasTests && isTestable(plan.groups[experiment.group]!) && hasSucceeded(training);
    const test = isTested ? aggregateRun(plan, runs, "test", experiment) : undefined;
    const expected = test === undefined ? [training] : [training, test];
    if (hasSucceeded(training)) counts.trained++;
    if (isStoppedEarly(training)) counts.stopped++;
    if (test !== undefined && hasSucceeded(test)) counts.tested++;
    if (expected.some(isFailed)) counts.failed++;
    else if (!expected.every(({ state }) => isDone(stateName(state)))) counts.open++;
  }
  const { trained, stopped, tested, failed } = counts;
  const state = isHeld ? "running" : isOnCluster(runs) ? "submitted" : stateOf(runs, counts);
  return { state, experiments: experiments.length, trained, stopped, ...(hasTests && { tested }), failed };
}

// Of a grid that nobody runs.
function stateOf(
  { train, test }: RunTable,
  { open, failed }: { readonly open: number; readonly failed: number },
): GridState {
  if (train.size + test.size === 0) return "not started";
  return open > 0 ? "unfinished" : failed > 0 ? "failed" : "done";
}
