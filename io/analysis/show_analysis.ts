/** Prints a summary of an analysis and its best configurations to stderr. */
import { bold } from "@std/fmt/colors";
import { describeAnalysis, describeHidden, describeSelection } from "../../lib/analysis/describe_analysis.ts";
import { rank, type Ranking } from "../../lib/analysis/ranking.ts";
import { renderBest } from "../../lib/analysis/render_best.ts";
import { MAX_LIST } from "../../lib/results/metrics.ts";
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
  const { summary, hidden, leftOut, deleted, deletedTests, dropped } = analysis;
  printMessage(describeAnalysis(analysis.tally, summary.configurations.length, analysis.pending));
  if (deleted > 0) {
    const pending = deleted === 1
      ? "1 pending experiment: its directory was"
      : `${deleted} pending experiments: their directories were`;
    printMessage(`left out: ${pending} deleted`);
  }
  if (deletedTests > 0) {
    printMessage(
      `left out: ${
        deletedTests === 1 ? "1 test: its directory was" : `${deletedTests} tests: their directories were`
      } deleted`,
    );
  }
  if (dropped > 0) {
    printMessage(
      `left out: ${dropped} ${dropped === 1 ? "experiment that is" : "experiments that are"} no longer in the grid`,
    );
  }
  if (hidden.length > 0) printMessage(describeHidden(hidden));
  if (leftOut.length > 0) {
    const keys = leftOut.length > 5 ? `${leftOut.slice(0, 5).join(", ")}, …` : leftOut.join(", ");
    printMessage(`left out: ${keys}: lists of more than ${MAX_LIST} values belong in a CSV file`);
  }
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
