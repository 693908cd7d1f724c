/// <reference lib="dom" />
/** Draws the mean result for each combination of the values of two parameters. */
import * as Plot from "@observablehq/plot";
import { formatMean } from "../../analysis/statistics.ts";
import { counted } from "../../messages/text.ts";
import type { Axis, Report, RunValues } from "../model.ts";
import { badSide, isKept, outerFence } from "../statistics/best_set.ts";
import type { Labels } from "../view/labels.ts";
import { binAxis, extentOf } from "./parts/axis_scale.ts";
import {
  chartText,
  draw,
  type Frame,
  horizontalAxis,
  TIP,
  valueTexts,
  verticalAxis,
  widest,
  widthOf,
} from "./parts/frame.ts";
import { valueColour, valueStep } from "./parts/palette.ts";
import { axisName } from "./shares.ts";

/** The parameters to draw. */
export interface HeatMapInput {
  readonly report: Report;
  readonly labels: Labels;
  readonly runs: RunValues;
  /** Indices into the axes of the parameters: from top to bottom, and from left to right. */
  readonly pair: readonly [number, number];
}

// More values are put into bins.
const MAX_VALUES = 12;
const MAX_ROW = 46;
const MAX_HEIGHT = 480;

/** A heat map: the mean over the models of each combination, without those that diverged. */
export function drawHeatMap(frame: Frame, { report, labels, runs, pair }: HeatMapInput): SVGSVGElement {
  const [down, across] = pair.map((index) => binAxis(report.parameters!.axes[index]!, MAX_VALUES)) as [Axis, Axis];
  const { column } = report.parameters!;
  const goal = report.ranking?.goal ?? "maximize";
  const values = runs.columns[column]!;
  const fence = badSide(outerFence(values), report.ranking?.goal);
  const sums = new Map<number, { sum: number; n: number }>();
  for (const [row, configuration] of runs.configuration.entries()) {
    const value = values[row]!;
    if (!isKept(value, fence)) continue;
    const key = down.at[configuration]! * across.values.length + across.at[configuration]!;
    const cell = sums.get(key) ?? { sum: 0, n: 0 };
    sums.set(key, { sum: cell.sum + value, n: cell.n + 1 });
  }
  const cells = Array.from(sums, ([key, { sum, n }]) => ({
    y: Math.floor(key / across.values.length),
    x: key % across.values.length,
    mean: sum / n,
    n,
  }));
  const range = extentOf(cells.map(({ mean }) => mean), undefined, 0);
  const names = (axis: Axis, width: number) => valueTexts(axis.values).map((text) => chartText(text, width));
  const downNames = names(down, frame.width * 0.3);
  const left = Math.max(widest(downNames) + 16, widthOf(axisName(down, labels)) / 3);
  const columnWidth = (frame.width - left - 8) / across.values.length;
  const acrossNames = names(across, Math.max(66, columnWidth - 6));
  const height = Math.min(MAX_HEIGHT, down.values.length * MAX_ROW);
  const isLabelled = height / down.values.length > 16 &&
    columnWidth > widest(cells.map(({ mean }) => formatMean({ mean, std: undefined }).mean)) + 6;
  const every = Math.max(1, Math.ceil((widest(acrossNames) + 6) / columnWidth));
  const title = ({ x, y, mean, n }: typeof cells[number]) =>
    [
      `${axisName(down, labels)} = ${downNames[y]}, ${axisName(across, labels)} = ${acrossNames[x]}`,
      `mean ${formatMean({ mean, std: undefined }).mean} (${counted(n, "model")})`,
    ].join("\n");
  return draw(frame, {
    height: height + 68,
    marginTop: 24,
    marginBottom: 44,
    marginLeft: left,
    marginRight: 8,
    x: { type: "band", domain: across.values.map((_, index) => index), padding: 0.03, axis: null },
    y: { type: "band", domain: down.values.map((_, index) => index), padding: 0.05, axis: null },
    marks: [
      verticalAxis(chartText(axisName(down, labels), frame.width), {
        tickFormat: (index: number) => downNames[index]!,
        labelOffset: left,
      })[1]!,
      horizontalAxis(chartText(axisName(across, labels), frame.width), {
        tickFormat: (index: number) => index % every === 0 ? acrossNames[index]! : "",
        tickSize: 0,
      }),
      Plot.cell(cells, {
        x: "x",
        y: "y",
        rx: 2,
        fill: ({ mean }) => valueColour(valueStep(mean, range, goal)),
      }),
      ...(isLabelled
        ? [Plot.text(cells, {
          x: "x",
          y: "y",
          text: ({ mean }) => formatMean({ mean, std: undefined }).mean,
          fill: ({ mean }) => `var(--on-value-${valueStep(mean, range, goal)})`,
          fontSize: 12,
          fontVariant: "tabular-nums",
        })]
        : []),
      ...(frame.isLive ? [Plot.tip(cells, Plot.pointer({ ...TIP, x: "x", y: "y", title }))] : []),
    ],
  });
}
