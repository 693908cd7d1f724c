/** Describes runs that failed before this stage and are not run again. */
import type { Plan } from "../../plan/plan.ts";
import { runOf, type RunTable } from "../../run/run_table.ts";
import type { Stage } from "../../run/stage.ts";
import { experimentDir, launchLog } from "../../store/layout.ts";
import { jobLabel } from "../label.ts";
import { describeRunEnd } from "../progress/describe_run_end.ts";
import type { Failure } from "../progress/progress.ts";

/** Runs that failed earlier. */
export interface EarlierFailures {
  /** Number of these runs. */
  readonly count: number;
  /** The first of them, at most 5. */
  readonly shown: readonly Failure[];
}

const MAX_SHOWN = 5;

/**
 * Describes runs that failed or timed out earlier.
 *
 * @param failed the runs: indices of their experiments, and their tests
 */
export function describeEarlierFailures(
  plan: Plan,
  runs: RunTable,
  stage: Stage,
  failed: readonly { readonly experiment: number; readonly test?: string }[],
): EarlierFailures {
  return {
    count: failed.length,
    shown: failed.slice(0, MAX_SHOWN).map(({ experiment: index, test }): Failure => {
      const experiment = plan.experiments[index]!;
      const subject = test === undefined ? {} : { test };
      const run = runOf(runs, { stage, id: experiment.id, ...subject });
      return {
        label: jobLabel(experiment, subject),
        reason: describeRunEnd(run),
        log: `${experimentDir(experiment)}/${launchLog(stage, run.newest ?? { number: 1 })}`,
      };
    }),
  };
}
