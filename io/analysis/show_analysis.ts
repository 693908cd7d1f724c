/** Prints a summary of an analysis and its best configurations to stderr. */
import { bold } from "@std/fmt/colors";
import {
  describeAnalysis,
  describeLeftOut,
  describeSelection,
  describeTable,
} from "../../lib/analysis/describe_analysis.ts";
import { describeSelected, hasSelected } from "../../lib/analysis/describe_doubts.ts";
import { rank, type Ranking } from "../../lib/analysis/ranking.ts";
import { mainResults } from "../../lib/analysis/result_names.ts";
import { renderBest } from "../../lib/analysis/tables/render_best.ts";
import { isInteractive, printMessage, terminalSize } from "../system/terminal/terminal.ts";
import type { Analysis } from "./analyze.ts";

// Wide enough for a few results, but not too wide for a log.
const LOG_COLUMNS = 100;

export interface ShownTable {
  readonly ranking: Ranking | undefined;
  /** Maximum number of configurations. */
  readonly best: number;
  /** The results to show; by default the most important ones that fit. */
  readonly results?: readonly string[] | undefined;
  /** Whether each result is followed by its mean over the fresh seeds. */
  readonly fresh?: boolean;
}

export function showAnalysis(analysis: Analysis, { ranking, best, results, fresh = false }: ShownTable): void {
  const { summary } = analysis;
  printMessage(describeAnalysis(analysis.tally, summary.configurations.length, analysis.pending));
  for (const line of describeLeftOut(analysis)) printMessage(line);
  const ranked = ranking === undefined ? summary.configurations : rank(summary, ranking.column, ranking.goal);
  const configurations = ranked.slice(0, best);
  if (configurations.length === 0 || summary.columns.length === 0) return;
  printMessage(bold(describeSelection(configurations.length, ranked.length, summary.configurations.length, ranking)));
  const width = isInteractive() ? Math.max(60, terminalSize().columns) : LOG_COLUMNS;
  const table = renderBest({
    summary,
    configurations,
    results,
    width,
    metric: ranking?.column,
    withGrid: analysis.grids !== undefined,
    withParams: analysis.hasFinishedRuns,
    withFresh: fresh && hasSelected(summary),
  });
  for (const [index, line] of table.lines.entries()) printMessage(index === 0 ? bold(line) : line);
  const byImportance = new Set([...mainResults(summary.columns, undefined), ...summary.columns]);
  const hidden = [...byImportance].filter((column) => !table.results.includes(column));
  for (const line of describeTable(hidden, table.hasDeviations)) printMessage(line);
  const selected = ranking && describeSelected(configurations[0]!, ranking.column, summary);
  if (selected !== undefined) printMessage(selected);
  if (fresh && !hasSelected(summary)) printMessage("--fresh: early stopping has selected no seed: all are fresh");
}
