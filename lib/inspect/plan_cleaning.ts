/** Decides which checkpoints of a grid are kept, whatever they take on the disk. */
import { rank, type Ranking } from "../analysis/ranking.ts";
import type { Summary } from "../analysis/summary.ts";
import { aggregateRun } from "../plan/aggregate.ts";
import { type Experiment, isTestable, type Plan } from "../plan/plan.ts";
import { hasSucceeded, runOf, type RunTable } from "../run/run_state.ts";

/** Why the checkpoints of an experiment are kept. */
export type KeptFor =
  /** One of the best models of its task. */
  | "best"
  /** It has no value of the metric. */
  | "unranked"
  /** Its training has not succeeded: it may go on from them. */
  | "untrained"
  /** Its tests have not succeeded: they need one. */
  | "untested"
  /** Not in the grid file any more: it is left alone. */
  | "dropped";

/** Names of configurations. */
export interface RankedNames {
  /** Those with a value of the metric. */
  readonly ranked: ReadonlySet<string>;
  /** The best of them in each task. */
  readonly best: ReadonlySet<string>;
}

/** Why the checkpoints of an experiment are kept; `undefined` if they may go. */
export function keptFor(
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  experiment: Experiment,
  { best, ranked }: RankedNames,
): KeptFor | undefined {
  const { id, name, dropped, model, group } = experiment;
  if (dropped) return "dropped";
  if (model !== undefined || !hasSucceeded(runOf(runs, { stage: "train", id }))) return "untrained";
  if (best.has(name)) return "best";
  if (!ranked.has(name)) return "unranked";
  const needsTest = isTestable(plan.groups[group]!);
  return needsTest && !hasSucceeded(aggregateRun(plan, runs, "test", experiment)) ? "untested" : undefined;
}

/**
 * The names of the configurations with a value of the metric, and of the best of them in each task.
 *
 * @param keep how many per task
 */
export function rankNames(plan: Plan, summary: Summary, { column, goal }: Ranking, keep: number): RankedNames {
  const taskOf = new Map(plan.experiments.map(({ name, group }) => [name, plan.groups[group]!.task]));
  const ranked = rank(summary, column, goal).filter((row) => !Number.isNaN(row.statistics(column)!.mean));
  const byTask = Map.groupBy(ranked, ({ name }) => taskOf.get(name));
  const best = [...byTask.values()].flatMap((rows) => {
    // What is as good as the last one that is kept is kept, too.
    const last = rows[Math.min(keep, rows.length) - 1]!.statistics(column)!.mean;
    return rows.filter((row, index) => index < keep || row.statistics(column)!.mean === last);
  });
  return { best: new Set(best.map(({ name }) => name)), ranked: new Set(ranked.map(({ name }) => name)) };
}
