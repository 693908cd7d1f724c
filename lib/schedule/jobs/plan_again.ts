/** Decides which experiments of a request are trained anew, though they have succeeded. */
import { aggregateRun } from "../../plan/aggregate.ts";
import type { Experiment, Plan } from "../../plan/plan.ts";
import { hasSucceeded, type RunState } from "../../run/run_state.ts";
import type { RunTable } from "../../run/run_table.ts";
import { type Stage, STAGES } from "../../run/stage.ts";

/** The experiments of a request with `--again`. Those in neither list simply run. */
export interface AgainPlan {
  /** Experiments that have succeeded. */
  readonly anew: readonly Experiment[];
  /** Experiments that cannot be trained anew, because a run of them lives or may live. */
  readonly busy: readonly {
    readonly experiment: Experiment;
    readonly stage: Stage;
    readonly state: Extract<RunState, { kind: "running" | "unknown" }>;
  }[];
}

/**
 * The experiments that are trained anew.
 *
 * @param only indices of experiments; `undefined` for all
 */
export function planAgain(plan: Plan, runs: RunTable, only: ReadonlySet<number> | undefined): AgainPlan {
  const requested = plan.experiments.filter(({ dropped }, index) => !dropped && (only?.has(index) ?? true));
  const busy = requested.flatMap((experiment) =>
    STAGES.flatMap((stage) => {
      const { state: recorded, queued } = aggregateRun(plan, runs, stage, experiment);
      const state: RunState = queued === undefined ? recorded : { kind: "running" };
      return state.kind === "running" || state.kind === "unknown" ? [{ experiment, stage, state }] : [];
    })
  );
  return { anew: requested.filter((experiment) => hasSucceeded(aggregateRun(plan, runs, "train", experiment))), busy };
}
