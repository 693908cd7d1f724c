/** The summary table: a row per configuration. */
import { hasSelected } from "../fresh_seeds.ts";
import type { Statistics } from "../statistics.ts";
import type { Summary } from "../summary.ts";
import { lazily, type Table } from "./table.ts";

// Beyond the precision of a double, String() would print invented digits, as an integer too large for many readers.
function printNumber(value: number | undefined): string {
  if (value === undefined) return "";
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value) ? value.toExponential() : String(value);
}

/** The statistics of a result, in the order of their columns: `test_accuracy_mean`. */
export const STATISTICS = ["n", "mean", "std", "ci95", "median", "min", "max"] as const;

/** The statistics of a result over the fresh seeds, if early stopping has selected others: `test_accuracy_fresh_mean`. */
export const FRESH_STATISTICS = ["n", "mean", "std", "ci95"] as const;

const TEXTS = new Set([
  "problem",
  "model",
  "grid",
  "experiment_name",
  "launched_with",
  "test_launched_with",
  "training_configuration_filepath",
]);

/**
 * Builds the summary table: one row per configuration.
 *
 * @param withGrid whether the table has a `grid` column
 */
export function summaryTable(summary: Summary, withGrid: boolean): Table {
  const { params, columns, configurations } = summary;
  const freshColumns = hasSelected(summary) ? columns : [];
  return {
    columns: [
      ...["problem", "model", ...(withGrid ? ["grid"] : []), "experiment_name", "n", "failed", "stopped", "unfinished"],
      ...["launched_with", "test_launched_with"],
      ...params.map((key) => `param_${key}`),
      "training_configuration_filepath",
      ...columns.flatMap((column) => STATISTICS.map((statistic) => `${column}_${statistic}`)),
      ...freshColumns.flatMap((column) => FRESH_STATISTICS.map((statistic) => `${column}_fresh_${statistic}`)),
    ],
    texts: TEXTS,
    blank: "",
    // Computed row by row: statistics take more memory than the values they summarize.
    rows: lazily(configurations, (row) => [
      ...[row.problem, row.model, ...(withGrid ? [row.grid] : []), row.name],
      ...[row.n, row.failed, row.stopped, row.unfinished].map(String),
      ...[row.launchedWith, row.testLaunchedWith].map((hashes) => hashes.join(" ")),
      ...params.map((key) => row.params.get(key) ?? ""),
      row.configuration,
      ...columns.flatMap((column) => cellsOf(row.statistics(column), STATISTICS)),
      ...freshColumns.flatMap((column) => cellsOf(row.fresh(column), FRESH_STATISTICS)),
    ]),
  };
}

function cellsOf(statistics: Statistics | undefined, names: readonly (typeof STATISTICS)[number][]): string[] {
  return names.map((name) => printNumber(statistics === undefined && name === "n" ? 0 : statistics?.[name]));
}
