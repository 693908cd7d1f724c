/** Describes runs that failed before this stage and are not run again. */
import { formatDuration } from "../messages/quantity.ts";
import type { Plan } from "../plan/plan.ts";
import { describeOutcome } from "../run/outcome.ts";
import { stateName } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import type { Stage } from "../run/stage.ts";
import { experimentDir, TEST_LOG, trainLog } from "../store/layout.ts";
import { jobLabel } from "./label.ts";
import type { Failure } from "./progress.ts";

/** Runs that failed earlier. */
export interface EarlierFailures {
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
      const { state, newest, attempts } = runOf(runs, { stage, id: experiment.id, ...subject });
      const log = stage === "train" ? trainLog(newest?.number ?? 1) : `${newest?.testDir}/${TEST_LOG}`;
      const outcome = state.kind === "ended" ? describeOutcome(state.outcome) : "";
      const took = newest?.ended === undefined
        ? ""
        : ` after ${formatDuration(Math.max(0, newest.ended - newest.started) / 1000)}`;
      const tries = attempts > 1 ? `, ${attempts} attempts` : "";
      return {
        label: jobLabel(experiment, subject),
        reason: `${stateName(state) === "timed_out" ? "timed out, " : ""}${outcome}${took}${tries}`,
        log: `${experimentDir(experiment)}/${log}`,
      };
    }),
  };
}
