/** Decides which checkpoints of a grid are kept, and describes what can be and what was removed. */
import { rank, type Ranking } from "../analysis/ranking.ts";
import type { Summary } from "../analysis/summary.ts";
import { formatBytes } from "../messages/quantity.ts";
import { counted, firstOf } from "../messages/text.ts";
import { aggregateRun } from "../plan/aggregate.ts";
import { type Experiment, isTestable, type Plan } from "../plan/plan.ts";
import { isoTime } from "../run/journal_record.ts";
import { hasSucceeded, runOf, type RunTable } from "../run/run_state.ts";

/** Why the checkpoints of an experiment are kept. */
export type KeptFor =
  /** One of the best models of its task. */
  | "best"
  /** It has no value of the metric. */
  | "unranked"
  /** Its training has not succeeded, and may continue from them. */
  | "untrained"
  /** Its tests have not succeeded, and need one. */
  | "untested"
  /** The experiment is no longer in the grid file, so it is left alone. */
  | "dropped";

export interface RankedNames {
  /** Those with a value of the metric. */
  readonly ranked: ReadonlySet<string>;
  /** The best of them in each task. */
  readonly best: ReadonlySet<string>;
}

/** Why the checkpoints of an experiment are kept; `undefined` if they can be removed. */
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
 * @param keep number of the best ones per task
 */
export function rankNames(plan: Plan, summary: Summary, { column, goal }: Ranking, keep: number): RankedNames {
  const taskOf = new Map(plan.experiments.map(({ name, group }) => [name, plan.groups[group]!.task]));
  const ranked = rank(summary, column, goal).filter((row) => !Number.isNaN(row.statistics(column)!.mean));
  const byTask = Map.groupBy(ranked, ({ name }) => taskOf.get(name));
  const best = [...byTask.values()].flatMap((rows) => {
    // Those that are equal to the last one are kept, too.
    const last = rows[Math.min(keep, rows.length) - 1]!.statistics(column)!.mean;
    return rows.filter((row, index) => index < keep || row.statistics(column)!.mean === last);
  });
  return { best: new Set(best.map(({ name }) => name)), ranked: new Set(ranked.map(({ name }) => name)) };
}

/** What can be removed from a grid directory. */
export interface CleaningPlan {
  readonly items: readonly {
    readonly kind: "former" | "checkpoint" | "snapshot";
    readonly path: string;
    readonly bytes: number;
    readonly id: string;
  }[];
  readonly kept: ReadonlyMap<KeptFor | "results", number>;
}

const REASONS: Readonly<Record<KeptFor | "results", string>> = {
  best: "with the best models",
  unranked: "without a value of the metric",
  untrained: "whose training has not succeeded",
  untested: "that are not tested",
  results: "whose results are in the checkpoint",
  dropped: "that the grid file no longer has",
};

const MAX_NAMED = 3;

/** One line per kind of item, with examples, and one for what is kept; empty if there is nothing to remove. */
export function describeCleaning({ items, kept }: CleaningPlan): string[] {
  const former = items.filter(({ kind }) => kind === "former");
  const checkpoints = items.filter(({ kind }) => kind === "checkpoint");
  const snapshots = items.filter(({ kind }) => kind === "snapshot");
  const experiments = counted(new Set(checkpoints.map(({ id }) => id)).size, "experiment");
  const directories = counted(former.length, "former directory", "former directories");
  const keeping = Array.from(kept, ([reason, count]) => `${count} ${REASONS[reason]}`);
  return [
    ...describe(`${directories} of experiments that were trained anew, with everything in them`, former),
    ...describe(`${counted(snapshots.length, "snapshot")} of the code, of which there are no results`, snapshots),
    ...describe(
      `${counted(checkpoints.length, "checkpoint")} of ${experiments}, which their trainers wrote`,
      checkpoints,
    ),
    ...(keeping.length === 0 ? [] : [`  checkpoints of other experiments are kept: ${keeping.join(", ")}`]),
  ];
}

function describe(what: string, items: CleaningPlan["items"]): string[] {
  if (items.length === 0) return [];
  const bytes = items.reduce((sum, { bytes }) => sum + bytes, 0);
  return [`  ${formatBytes(bytes)}: ${what} (${firstOf(items.map(({ path }) => path), MAX_NAMED)})`];
}

/** Describes what was removed from a grid earlier; `undefined` if nothing was. */
export function describeCleaned({ train }: RunTable): string | undefined {
  const cleaned = [...train.values()].filter((run) => run.cleaned !== undefined);
  if (cleaned.length === 0) return undefined;
  const last = isoTime(cleaned.reduce((newest, run) => Math.max(newest, run.cleaned!), -Infinity));
  const day = last === null ? "" : ` (last on ${last.slice(0, 10)})`;
  return `checkpoints of ${counted(cleaned.length, "experiment")} were removed to free space${day}`;
}
