/** Prints a summary of an analysis and its best configurations to stderr. */
import { bold } from "@std/fmt/colors";
import { describeAnalysis, describeLeftOut, describeSelection } from "../../lib/analysis/describe_analysis.ts";
import { rank, type Ranking } from "../../lib/analysis/ranking.ts";
import { renderBest } from "../../lib/analysis/render_best.ts";
import { isInteractive, printMessage, terminalSize } from "../system/terminal.ts";
import type { Analysis } from "./analyze.ts";

// Wide enough for a few results, but not too wide for a log.
const LOG_COLUMNS = 100;

/**
 * Prints the summary.
 *
 * @param best maximum number of configurations to show
 */
export function showAnalysis(analysis: Analysis, ranking: Ranking | undefined, best: number): void {
  const { summary } = analysis;
  printMessage(describeAnalysis(analysis.tally, summary.configurations.length, analysis.pending));
  for (const line of describeLeftOut(analysis)) printMessage(line);
  const ranked = ranking === undefined ? summary.configurations : rank(summary, ranking.column, ranking.goal);
  const shown = ranked.slice(0, best);
  if (shown.length === 0 || summary.columns.length === 0) return;
  printMessage(bold(describeSelection(shown.length, ranked.length, summary.configurations.length, ranking)));
  const width = isInteractive() ? Math.max(60, terminalSize().columns) : LOG_COLUMNS;
  const [head, ...lines] = renderBest({
    summary,
    configurations: shown,
    metric: ranking?.column,
    withGrid: analysis.withGrid,
    width,
  });
  printMessage(bold(head!));
  for (const line of lines) printMessage(line);
}
