/** The summary table: a row per configuration. */
import type { Summary } from "../summary.ts";
import { lazily, type Table } from "./table.ts";

// Beyond the precision of a double, String() would print invented digits, as an integer too large for many readers.
function printNumber(value: number | undefined): string {
  if (value === undefined) return "";
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value) ? value.toExponential() : String(value);
}

/** The statistics of a result, in the order of their columns: `test_accuracy_mean`. */
export const STATISTICS = ["n", "mean", "std", "ci95", "median", "min", "max"] as const;

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
export function summaryTable({ params, columns, configurations }: Summary, withGrid: boolean): Table {
  return {
    columns: [
      ...["problem", "model", ...(withGrid ? ["grid"] : []), "experiment_name", "n", "failed", "stopped", "unfinished"],
      ...["launched_with", "test_launched_with"],
      ...params.map((key) => `param_${key}`),
      "training_configuration_filepath",
      ...columns.flatMap((column) => STATISTICS.map((statistic) => `${column}_${statistic}`)),
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
      ...columns.flatMap((column) => {
        const statistics = row.statistics(column);
        return STATISTICS.map((name) => printNumber(statistics === undefined && name === "n" ? 0 : statistics?.[name]));
      }),
    ]),
  };
}
