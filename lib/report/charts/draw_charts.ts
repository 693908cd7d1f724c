/** Draws the charts of a page in its initial state. */
import type { ReportContents } from "../build/build_report.ts";
import type { DrawnChart } from "../page/figure.tsx";

/** The charts by id: those that there is something to draw for. */
export function drawCharts(_contents: ReportContents, _document: Document): Map<string, DrawnChart> {
  return new Map();
}
