/** Lists the failed runs of a grid, and says why they failed. */
import { causeOf } from "../../failures/cause_of.ts";
import type { Experiment, Plan } from "../../plan/plan.ts";
import { describeOutcome, type Outcome } from "../../run/outcome.ts";
import { isFailed, type Run, stateName } from "../../run/run_state.ts";
import { type RunKey, runsOfStage, type RunTable } from "../../run/run_table.ts";
import { STAGES } from "../../run/stage.ts";
import { experimentDir, launchLog } from "../../store/layout.ts";

/** A failed run. */
export interface FailedRun {
  readonly key: RunKey;
  /** The index of its experiment. */
  readonly experiment: number;
  readonly run: Run;
  /** Its log, relative to the grid directory; absent if it did not start. */
  readonly log?: string;
}

/** A failed run, and why it failed: {@link causeOf}. */
export interface ExplainedFailure extends FailedRun {
  readonly state: "failed" | "timed_out";
  readonly line: string;
  readonly cause: string;
}

/**
 * The runs that failed or timed out, in the order of the plan.
 *
 * @param only indices of experiments; by default all
 */
export function listFailed(plan: Plan, runs: RunTable, only?: ReadonlySet<number>): FailedRun[] {
  const failed: (readonly [RunKey, Run])[] = [];
  for (const stage of STAGES) {
    for (const entry of runsOfStage(runs, stage)) if (isFailed(entry[1])) failed.push(entry);
  }
  if (failed.length === 0) return [];
  const indices = new Map(plan.experiments.map(({ id }, index) => [id, index]));
  return failed.flatMap(([key, run]): FailedRun[] => {
    const index = indices.get(key.id);
    const experiment = index === undefined ? undefined : plan.experiments[index];
    if (index === undefined || experiment === undefined || experiment.dropped) return [];
    return only?.has(index) ?? true ? [{ key, experiment: index, run, ...logOf(experiment, key, run) }] : [];
  }).sort((a, b) => a.experiment - b.experiment);
}

function logOf(experiment: Experiment, { stage }: RunKey, { newest }: Run): Pick<FailedRun, "log"> {
  return newest === undefined ? {} : { log: `${experimentDir(experiment)}/${launchLog(stage, newest)}` };
}

const UNKNOWN: Outcome = { kind: "lost" };

/**
 * Says why a run failed.
 *
 * @param lines the end of its log; `undefined` if it was not read
 */
export function explainFailure(plan: Plan, failed: FailedRun, lines: readonly string[] | undefined): ExplainedFailure {
  const { run: { state, newest }, log = "" } = failed;
  const outcome = newest?.outcome ?? UNKNOWN;
  const timedOut = stateName(state) === "timed_out";
  const common = { ...failed, state: timedOut ? "timed_out" : "failed" } as const;
  if (lines === undefined) {
    const line = `${describeOutcome(outcome)} (log not read)`;
    return { ...common, line, cause: line };
  }
  return { ...common, ...causeOf({ outcome, timedOut, log, lines }, plan.experiments[failed.experiment]!.name) };
}
