/** Summarizes a grid in one line of a list. */
import { aggregateRun } from "../plan/aggregate.ts";
import type { Plan } from "../plan/plan.ts";
import { isTestable } from "../plan/run_specs.ts";
import { isSubmitted, isUnfinished, type RunStateName, stateName } from "../run/run_state.ts";
import type { RunTable } from "../run/run_table.ts";

/** Whether a grid is running, and else whether something is left to do, or has failed. */
export type GridState = "running" | "submitted" | "not started" | "unfinished" | "failed" | "done";

/** A grid, in numbers of experiments. */
export interface GridSummary {
  readonly state: GridState;
  readonly experiments: number;
  readonly trained: number;
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
  const counts = { trained: 0, tested: 0, failed: 0, open: 0 };
  for (const experiment of experiments) {
    const training = stateName(aggregateRun(plan, runs, "train", experiment).state);
    const isTested = hasTests && isTestable(plan.groups[experiment.group]!) && training === "succeeded";
    const test = isTested ? stateName(aggregateRun(plan, runs, "test", experiment).state) : undefined;
    if (DONE.includes(training)) counts.trained++;
    if (test === "succeeded") counts.tested++;
    const states = [training, ...(test === undefined ? [] : [test])];
    if (states.some((state) => FAILED.includes(state))) counts.failed++;
    else if (states.some((state) => !DONE.includes(state))) counts.open++;
  }
  const all = [...runs.train.values(), ...runs.test.values()];
  const isOnCluster = all.some((run) => isUnfinished(run) && isSubmitted(run));
  const state = isHeld ? "running" : isOnCluster ? "submitted" : all.length === 0 ? "not started" : stateOf(counts);
  const { trained, tested, failed } = counts;
  return { state, experiments: experiments.length, trained, ...(hasTests && { tested }), failed };
}

const DONE: readonly RunStateName[] = ["succeeded", "stopped_early"];
const FAILED: readonly RunStateName[] = ["failed", "timed_out"];

function stateOf({ open, failed }: { readonly open: number; readonly failed: number }): GridState {
  return open > 0 ? "unfinished" : failed > 0 ? "failed" : "done";
}
