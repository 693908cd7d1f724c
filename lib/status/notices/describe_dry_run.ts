/** Describes what a command would do with the experiments of a grid directory, for `--dry-run`. */
import { aggregateRun } from "../../plan/aggregate.ts";
import type { Experiment, Plan } from "../../plan/plan.ts";
import { stateInWords } from "../../run/describe_states.ts";
import { isFailed, stateName } from "../../run/run_state.ts";
import type { RunTable } from "../../run/run_table.ts";
import type { Stage } from "../../run/stage.ts";
import type { JobList } from "../../schedule/jobs/job_request.ts";
import { describeExperiment, type ExperimentDescription } from "./describe_plan.ts";

/** A command that would run a grid. */
export interface DryRun {
  readonly plan: Plan;
  readonly runs: RunTable;
  /** Indices of the selected experiments; `undefined` for all. */
  readonly only: ReadonlySet<number> | undefined;
  /** What its stages would start. */
  readonly stages: readonly {
    readonly stage: Stage;
    readonly list: JobList;
    readonly anew: readonly Experiment[];
  }[];
}

/**
 * Describes a dry run.
 *
 * @returns a summary, and the selected experiments, each with what would be done now: `train`, `retry`, `train, test`, `keep`, …
 */
export function describeDryRun(
  dry: DryRun,
): { readonly summary: string; readonly experiments: readonly ExperimentDescription[] } {
  const words = dry.stages.map((stage) => wordsOf(stage, dry));
  const counts = new Map<string, number>();
  const experiments = [...dry.plan.experiments.entries()].flatMap(([index, experiment]) => {
    if (experiment.dropped || (dry.only !== undefined && !dry.only.has(index))) return [];
    const started = words.flatMap((word) => word(index) ?? []);
    const now = started.length > 0 ? started.join(", ") : idleWord(experiment, dry);
    const label = started.length > 0 ? `to ${started.join(" and ")}` : now === "keep" ? "kept" : now;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    return [{ ...describeExperiment(dry.plan, experiment), now }];
  });
  const unselected = dry.plan.experiments.filter(({ dropped }) => !dropped).length - experiments.length;
  if (unselected > 0) counts.set("not selected", unselected);
  return { summary: [...counts].map(([label, count]) => `${count} ${label}`).join(", "), experiments };
}

// What a stage would do with an experiment.
function wordsOf({ stage, list, anew }: DryRun["stages"][number], { plan, runs }: DryRun) {
  const started = new Set(list.jobs.map(({ experiment }) => experiment));
  const again = new Set(anew);
  return (index: number): string | undefined => {
    if (!started.has(index)) return undefined;
    if (stage === "test") return "test";
    const experiment = plan.experiments[index]!;
    if (again.has(experiment)) return "train anew";
    return isFailed(aggregateRun(plan, runs, "train", experiment)) ? "retry" : "train";
  };
}

// Why nothing is started.
function idleWord(experiment: Experiment, { plan, runs, stages }: DryRun): string {
  for (const { stage } of stages) {
    const { state } = aggregateRun(plan, runs, stage, experiment);
    const name = stateName(state);
    if (stage === "test" && name === "pending") return "not tested";
    if (name !== "succeeded") return stateInWords(name);
  }
  return "keep";
}
