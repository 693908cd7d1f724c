/// <reference lib="dom" />
/** Draws the charts of a report as separate files, for papers. */
// All of linkedom in one file, which loads twice as fast.
import { parseHTML } from "linkedom/worker";
import type { ReportContents } from "../build/build_report.ts";
import { labelsOf } from "../view/labels.ts";
import { initialState } from "../view/page_state.ts";
import { drawCost } from "./cost_chart.ts";
import { drawCurves } from "./curve_chart.ts";
import { drawForest, FOREST_ROWS } from "./forest.ts";
import { drawHeatMap } from "./heat_map.ts";
import { drawParallel } from "./parallel.ts";
import { drawParameter } from "./parameter.ts";
import type { Frame } from "./parts/frame.ts";
import { LIGHT } from "./parts/palette.ts";
import { axisName, drawShares } from "./shares.ts";
import { standalone } from "./standalone.ts";

/** A chart as a file. */
export interface FigureFile {
  /** The name of the file, without its ending. */
  readonly name: string;
  /** The text of the file. */
  readonly svg: string;
}

// Pixels: the width of a page, and of a column.
const WIDE = 720;

const NARROW = 340;

/** The figures: all charts of the page as it is first shown, and the curves of each column. */
export function drawFigures({ report, runs, bands }: ReportContents): FigureFile[] {
  const document = parseHTML("<html></html>").document as unknown as Document;
  const wide: Frame = { document, width: WIDE, isLive: false };
  const narrow: Frame = { ...wide, width: NARROW };
  const labels = labelsOf(report);
  const state = initialState(report);
  const { columns, ranking, parameters, curves, cost, configurations } = report;
  const figures: FigureFile[] = [];
  const add = (name: string, title: string, svg: SVGSVGElement) =>
    figures.push({ name, svg: standalone(svg.outerHTML, LIGHT, title) });
  if (ranking !== undefined) {
    const { column } = ranking;
    const rows = rankedRows(report, column).slice(0, FOREST_ROWS);
    if (rows.length > 1) add("forest", columns[column]!, drawForest(wide, { report, labels, runs, column, rows }));
  }
  if (parameters !== undefined) {
    const result = columns[parameters.column]!;
    if (parameters.shares.length > 0) {
      add("shares", `shares of the variance of ${result}`, drawShares(wide, { report, labels }));
    }
    for (const [axis, described] of parameters.axes.entries()) {
      const title = `${result} by ${axisName(described, labels)}`;
      add(`parameter-${axis + 1}`, title, drawParameter(narrow, { report, labels, runs, axis }));
    }
    if (parameters.axes.length > 1) {
      add("heat-map", `mean ${result}`, drawHeatMap(wide, { report, labels, runs, pair: state.pair }));
      const rows = rankedRows(report, parameters.column);
      if (rows.length > 2) add("parallel", result, drawParallel(wide, { report, labels, rows }));
    }
  }
  for (const [index, column] of (curves?.columns ?? []).entries()) {
    const { selected, logScale } = state;
    const input = { column, bands: bands[index]!, labels: labels.configurations, selected, logScale };
    add(`curves-${index + 1}`, column.name, drawCurves(wide, input));
  }
  const against = cost?.against[0];
  if (against !== undefined && configurations.length > 1) {
    add(
      "cost",
      `${columns[state.costOf]} against cost`,
      drawCost(wide, { report, labels, column: state.costOf, against }),
    );
  }
  return figures;
}

function rankedRows({ configurations }: ReportContents["report"], column: number): number[] {
  return configurations.flatMap(({ results }, index) => Number.isFinite(results[column]?.[1]) ? [index] : []);
}
