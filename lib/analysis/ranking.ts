/** Which configuration is the best. */
import { defaultGoal, type Metric } from "../grid/metric.ts";
import { suggestion } from "../messages/suggestion.ts";
import type { ConfigurationSummary, Summary } from "./summary.ts";

/**
 * The column that a metric names: a column of the analysis, or the name of a result that only one of training, validation and
 * test has.
 *
 * @returns the column, or in words why there is none
 */
export function resolveMetric(name: string, columns: readonly string[]): { column: string } | { problem: string } {
  if (columns.includes(name)) return { column: name };
  const candidates = ["training", "validation", "test"].map((group) => `${group}_${name}`)
    .filter((column) => columns.includes(column));
  if (candidates.length === 1) return { column: candidates[0]! };
  if (candidates.length > 1) return { problem: `"${name}" may be ${candidates.join(" or ")}: give the whole name` };
  if (columns.length === 0) return { problem: `"${name}" has no value yet, as no result has` };
  const near = suggestion(name, columns);
  const known = columns.length > 12 ? `${columns.slice(0, 12).join(", ")}, …` : columns.join(", ");
  return { problem: `"${name}" is no result${near === "" ? `: there are ${known}` : near}` };
}

/** What configurations are ranked by. */
export interface Ranking {
  /** Of the summary. */
  readonly column: string;
  readonly goal: Metric["goal"];
}

/**
 * What to rank by: what the command line says, else what the grids mean by "best", if they agree.
 *
 * @param columns of the summary
 * @param metrics of the grids and their tasks, all different
 * @returns `problem`, in words, where something is asked for that is not there
 */
export function chooseRanking(
  columns: readonly string[],
  metrics: readonly Metric[],
  asked: { readonly metric?: string | undefined; readonly goal?: Metric["goal"] | undefined },
): { readonly ranking?: Ranking; readonly problem?: string } {
  if (asked.metric === undefined && metrics.length === 0) return {};
  if (asked.metric === undefined && metrics.length > 1) {
    const each = metrics.map(({ name, goal }) => `${name} (${goal})`).join(", ");
    return { problem: `the grids rank by different metrics, ${each}: --metric chooses one` };
  }
  const gridMetric = asked.metric === undefined ? metrics[0] : metrics.find(({ name }) => name === asked.metric);
  const name = asked.metric ?? gridMetric!.name;
  // Models are chosen by validation: a test only tells what the choice is worth.
  const validation = `validation_${name}`;
  const resolved = !columns.includes(name) && columns.includes(validation)
    ? { column: validation }
    : resolveMetric(name, columns);
  if ("problem" in resolved) return resolved;
  return { ranking: { column: resolved.column, goal: asked.goal ?? gridMetric?.goal ?? defaultGoal(resolved.column) } };
}

/**
 * The configurations that have a value, from the best by its mean; equal ones keep their order. NaN comes last.
 *
 * @param column of the summary
 */
export function rank(summary: Summary, column: string, goal: Metric["goal"]): ConfigurationSummary[] {
  const sign = goal === "maximize" ? -1 : 1;
  const valued = summary.configurations.flatMap((row) => {
    const mean = row.statistics(column)?.mean;
    return mean === undefined ? [] : [{ row, mean }];
  });
  valued.sort(({ mean: x }, { mean: y }) => {
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? 0 : sign * (x - y);
  });
  return valued.map(({ row }) => row);
}
