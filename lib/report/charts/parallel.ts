/// <reference lib="dom" />
/** Draws configurations as lines across their parameters, coloured by their result. */
import * as Plot from "@observablehq/plot";
import type { Report } from "../model.ts";
import { badSide, outerFence } from "../statistics/best_set.ts";
import type { Labels } from "../view/labels.ts";
import { axisScale, extentOf, formatValue } from "./parts/axis_scale.ts";
import { chartText, draw, type Frame, TIP, widest, widthOf } from "./parts/frame.ts";
import { highlightPointed } from "./parts/legend.ts";
import { valueColour, valueStep } from "./parts/palette.ts";
import { axisName } from "./shares.ts";

/** The configurations to draw. */
export interface ParallelInput {
  readonly report: Report;
  readonly labels: Labels;
  /** Indices of configurations. */
  readonly rows: readonly number[];
}

/** Maximum number of lines that are drawn. */
export const MAX_LINES = 600;
/** Maximum number of parameters that are drawn. */
export const MAX_AXES = 8;
const HEIGHT = 320;
const MARGIN = 34;

/** Parallel coordinates: the parameters with the largest shares, and the result on the right. The best lie on top. */
export function drawParallel(frame: Frame, { report, labels, rows }: ParallelInput): SVGSVGElement {
  const { axes, column } = report.parameters!;
  const goal = report.ranking?.goal ?? "maximize";
  const shown = axes.slice(0, Math.min(MAX_AXES, Math.max(1, Math.floor(frame.width / 90) - 1)));
  const meanOf = (index: number) => report.configurations[index]!.results[column]?.[1] ?? NaN;
  const all = report.configurations.map((_, index) => meanOf(index));
  const range = extentOf(all, badSide(outerFence(all), goal), 0);
  const drawn = rows.filter((index) => Number.isFinite(meanOf(index))).slice(0, MAX_LINES);
  const scales = shown.map((axis) => axisScale(axis, HEIGHT));
  const positions = shown.map((axis, at) => axis.values.map((_, value) => positionOf(scales[at]!, value)));
  const resultPlace = (value: number) =>
    Math.min(1, Math.max(0, range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 0.5));
  const lines = drawn.toReversed().map((index) => ({
    index,
    colour: valueColour(valueStep(meanOf(index), range, goal)),
    points: [
      ...shown.map((axis, at) => ({ at, y: positions[at]![axis.at[index]!]!, index })),
      { at: shown.length, y: resultPlace(meanOf(index)), index },
    ],
  }));
  const colours = new Map(lines.map(({ index, colour }) => [index, colour]));
  const points = lines.flatMap(({ points }) => points);
  const resultTicks = [0, 0.25, 0.5, 0.75, 1].map((y) => ({
    y,
    text: formatValue(range[0] + y * (range[1] - range[0])),
  }));
  const names = [...shown.map((axis) => axisName(axis, labels)), report.columns[column]!];
  const room = frame.width / names.length - 24;
  const rightLabels = Math.max(...resultTicks.map(({ text }) => widthOf(text))) + 14;
  const title = ({ index }: { index: number }) =>
    `${chartText(labels.configurations[index]!, 480)}\n${chartText(names.at(-1)!)} ${formatValue(meanOf(index))}`;
  const svg = draw(frame, {
    height: HEIGHT,
    marginTop: MARGIN,
    marginBottom: 14,
    marginLeft: Math.max(widest(scales[0]!.labels) + 12, widthOf(names[0]!.slice(0, 20)) / 2 + 4),
    marginRight: Math.max(rightLabels, widthOf(names.at(-1)!.slice(0, 26)) / 2 + 4),
    x: { domain: names.map((_, at) => at), type: "point", padding: 0, axis: null },
    y: { domain: [0, 1], axis: null },
    marks: [
      Plot.line(points, {
        x: "at",
        y: "y",
        z: "index",
        curve: "bump-x",
        stroke: ({ index }) => colours.get(index)!,
        strokeWidth: lines.length > 100 ? 1 : 2,
        strokeOpacity: lines.length > 100 ? 0.6 : 0.9,
      }),
      Plot.ruleX(names.map((_, at) => at), { x: (at) => at, stroke: "var(--outline)" }),
      Plot.text(names.map((name, at) => ({ at, name: chartText(name, room) })), {
        x: "at",
        text: "name",
        frameAnchor: "top",
        dy: -22,
        fontSize: 12,
        fontWeight: 600,
        fill: "var(--text)",
      }),
      ...scales.map(({ ticks, labels }, at) =>
        Plot.text(ticks.map((value) => ({ at, y: positions[at]![value]!, text: labels[value]! })), {
          ...halo,
          ...(at === 0 && { textAnchor: "end", dx: -7 }),
        })
      ),
      Plot.text(resultTicks.map((tick) => ({ ...tick, at: shown.length })), halo),
      ...(frame.isLive
        ? [
          Plot.dot(points, Plot.pointer({ x: "at", y: "y", maxRadius: Infinity, r: 4.5, fill: "var(--accent)" })),
          Plot.tip(points, Plot.pointer({ ...TIP, x: "at", y: "y", title })),
        ]
        : []),
    ],
  });
  if (frame.isLive) highlightPointed(svg, lines.map(({ index }) => index));
  return svg;
}

const halo = {
  x: "at",
  y: "y",
  text: "text",
  textAnchor: "start",
  dx: 6,
  fontSize: 12,
  fill: "var(--text)",
  stroke: "var(--background)",
  strokeWidth: 4,
  fontVariant: "tabular-nums",
} as const;

function positionOf({ scale, places }: ReturnType<typeof axisScale>, value: number): number {
  const [first, last] = scale.domain as [number, number];
  return (places[value]! - first) / (last - first);
}
