/** The summary table: one row per configuration. */
import { globToRegExp } from "@std/path";
import { hasSelected } from "../describe_doubts.ts";
import { resolveMetric } from "../ranking.ts";
import type { Statistics } from "../statistics.ts";
import type { Summary } from "../summary.ts";
import { lazily, type Table } from "./table.ts";

// Beyond the precision of a double, String() would print invented digits, and many readers cannot read such large integers.
function printNumber(value: number | undefined): string {
  if (value === undefined) return "";
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value) ? value.toExponential() : String(value);
}

/** The statistics of a result, in the order of their columns: `test_accuracy_mean`. */
const STATISTICS = ["n", "mean", "std", "ci95", "median", "min", "max"] as const;

/** The statistics of a result over the fresh seeds, if early stopping has selected others: `test_accuracy_fresh_mean`. */
const FRESH_STATISTICS = ["n", "mean", "std", "ci95"] as const;

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

/**
 * The columns that some texts name, in the order of the texts and each once: by their names, by globs (`param_*`), by the name of
 * a result that only one of training, validation and test has, or by a result whose statistics are columns.
 *
 * @param known all columns
 * @returns `problem`, a message, if a text names none
 */
export function chooseColumns(
  texts: readonly string[],
  known: readonly string[],
): { readonly columns: readonly string[] } | { readonly problem: string } {
  const chosen = new Set<string>();
  for (const text of texts) {
    const named = columnsOf(text, known);
    if ("problem" in named) return named;
    for (const column of named.columns) chosen.add(column);
  }
  return { columns: [...chosen] };
}

function columnsOf(
  text: string,
  known: readonly string[],
): { readonly columns: readonly string[] } | { readonly problem: string } {
  if (known.includes(text)) return { columns: [text] };
  if (/[*?]/.test(text)) {
    const glob = globToRegExp(text);
    const columns = known.filter((column) => glob.test(column));
    return columns.length > 0 ? { columns } : { problem: `no column matches "${text}"` };
  }
  const names = [...STATISTICS, ...FRESH_STATISTICS.map((statistic) => `fresh_${statistic}`)];
  const statistics = known.filter((column) => names.some((name) => column === `${text}_${name}`));
  if (statistics.length > 0) return { columns: statistics };
  const resolved = resolveMetric(text, known, "column");
  return "problem" in resolved ? resolved : { columns: [resolved.column] };
}
