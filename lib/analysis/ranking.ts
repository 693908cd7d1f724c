/** Ranks configurations: resolves the metric, and sorts by it. */
import { defaultGoal, type Metric } from "../grid/settings/settings.ts";
import { suggestion } from "../messages/suggestion.ts";
import { columnName, resultName } from "../results/series.ts";
import type { ConfigurationSummary, Summary } from "./summary.ts";

/**
 * Resolves a metric to a column: a column name, or the name of a result that only one of training, validation and test has.
 *
 * @param what a name for the columns, for messages
 * @returns the column, or a message that says why there is none
 */
export function resolveMetric(
  name: string,
  columns: readonly string[],
  what: "result" | "column" = "result",
): { column: string } | { problem: string } {
  if (columns.includes(name)) return { column: name };
  const candidates = ["training", "validation", "test"].map((group) => `${group}_${name}`)
    .filter((column) => columns.includes(column));
  if (candidates.length === 1) return { column: candidates[0]! };
  if (candidates.length > 1) return { problem: `"${name}" is ambiguous: use ${candidates.join(" or ")}` };
  if (columns.length === 0) return { problem: `unknown ${what} "${name}": there are no results yet` };
  // As trainers write it: `val_acc`, `eval/loss`.
  const written = columnName(resultName(name));
  const near = columns.includes(written) ? `, did you mean "${written}"?` : suggestion(name, columns);
  const known = columns.length > 12 ? `${columns.slice(0, 12).join(", ")}, …` : columns.join(", ");
  return { problem: `unknown ${what} "${name}"${near === "" ? `, expected one of ${known}` : near}` };
}

/** The metrics of which there is no result, in any section. */
export function missingMetrics(columns: readonly string[], metrics: readonly Metric[]): Metric[] {
  return metrics.filter(({ name }) =>
    !["", "training_", "validation_", "test_"].some((prefix) => columns.includes(`${prefix}${name}`))
  );
}

/** The column that configurations are ranked by. */
export interface Ranking {
  /** Name of a result column. */
  readonly column: string;
  readonly goal: Metric["goal"];
}

/**
 * Chooses what to rank by: the metric on the command line, or else the metric of the grids, if they agree.
 *
 * @param columns result columns of the summary
 * @param metrics the distinct metrics of the grids and their tasks
 * @param asked the metric and goal on the command line
 * @returns `problem`, a message, if the metric does not exist or the grids disagree; nothing if there is no metric
 */
export function chooseRanking(
  columns: readonly string[],
  metrics: readonly Metric[],
  asked: { readonly metric?: string | undefined; readonly goal?: Metric["goal"] | undefined },
): { readonly ranking?: Ranking; readonly problem?: string } {
  if (asked.metric === undefined && metrics.length === 0) return {};
  if (asked.metric === undefined && metrics.length > 1) {
    const each = metrics.map(({ name, goal }) => `${name} (${goal})`).join(", ");
    return { problem: `the grids have different metrics: ${each}; choose one with --metric` };
  }
  const gridMetric = asked.metric === undefined ? metrics[0] : metrics.find(({ name }) => name === asked.metric);
  const name = asked.metric ?? gridMetric!.name;
  // Models are chosen by validation results. Test results then show how good the choice is.
  const validation = `validation_${name}`;
  const resolved = !columns.includes(name) && columns.includes(validation)
    ? { column: validation }
    : resolveMetric(name, columns);
  if ("problem" in resolved) return resolved;
  return { ranking: { column: resolved.column, goal: asked.goal ?? gridMetric?.goal ?? defaultGoal(resolved.column) } };
}

/**
 * Sorts the configurations that have a value by its mean, best first. Ties keep their order, NaN comes last.
 *
 * @param column a result column of the summary
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
