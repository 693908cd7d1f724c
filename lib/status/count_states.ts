/** Counts runs by state, for the summary of a stage. */
import { aggregateRun } from "../plan/aggregate.ts";
import { isTestable, type Plan } from "../plan/plan.ts";
import { hasSucceeded, isFailed, type Run, type RunStateName, type RunTable, stateName } from "../run/run_state.ts";
import type { JobList, JobRequest } from "../schedule/jobs/plan_jobs.ts";

/** The number of runs in each state, and the number of runs that have neither succeeded nor were stopped early. */
export interface StateCounts {
  readonly states: ReadonlyMap<RunStateName, number>;
  readonly unsuccessful: number;
}

/** Counts runs by state. States without runs are absent from the map. */
export function countStates(runs: readonly Run[]): StateCounts {
  const states = new Map<RunStateName, number>();
  for (const { state } of runs) states.set(stateName(state), (states.get(stateName(state)) ?? 0) + 1);
  const done = (states.get("succeeded") ?? 0) + (states.get("stopped_early") ?? 0);
  return { states, unsuccessful: runs.length - done };
}

/** The numbers of experiments after a stage. */
export interface StageCounts {
  /** The number of requested experiments in each state. */
  readonly states: ReadonlyMap<RunStateName, number>;
  /** Number of requested experiments that have not succeeded. */
  readonly unsuccessful: number;
  /** The number of experiments in each state that `--only` left out. */
  readonly elsewhere: ReadonlyMap<RunStateName, number>;
  /** Number of experiments that cannot be tested because their training failed or timed out. */
  readonly failedTraining: number;
  /** Whether a trained model of the grid has no succeeded test yet. */
  readonly isUntested: boolean;
}

export function countStage(
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  { stage, only }: Pick<JobRequest, "stage" | "only">,
  list: Pick<JobList, "untrained" | "untestable" | "stopped">,
): StageCounts {
  // A model whose training was stopped early is not supposed to be tested.
  const untestable = new Set([...list.untestable, ...list.stopped]);
  const untrained = new Set(list.untrained);
  const indices = [...plan.experiments.keys()].filter((index) => !plan.experiments[index]!.dropped);
  const testable = indices.filter((index) => !untestable.has(index) && (only?.has(index) ?? true));
  const trained = testable.filter((index) => !untrained.has(index));
  // Untrained experiments count as unsuccessful only if they were selected with `only`, or if there are no others.
  const requested = only === undefined && trained.length > 0 ? trained : testable;
  const others = only === undefined ? [] : indices.filter((index) => !only.has(index));
  const runOf = (stage: JobRequest["stage"]) => (index: number) =>
    aggregateRun(plan, runs, stage, plan.experiments[index]!);
  const isOfStage = (index: number) => stage === "train" || isTestable(plan.groups[plan.experiments[index]!.group]!);
  return {
    ...countStates(requested.map(runOf(stage))),
    elsewhere: countStates(others.filter(isOfStage).map(runOf(stage))).states,
    failedTraining: list.untrained.filter((index) => isFailed(runOf("train")(index))).length,
    isUntested: indices.some((index) =>
      isTestable(plan.groups[plan.experiments[index]!.group]!) && hasSucceeded(runOf("train")(index)) &&
      !hasSucceeded(runOf("test")(index))
    ),
  };
}
