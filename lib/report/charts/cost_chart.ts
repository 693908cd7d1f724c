/// <reference lib="dom" />
/** Draws a result against what it costs, with the Pareto front. */
import * as Plot from "@observablehq/plot";
import { defaultGoal, type Metric } from "../../grid/settings/settings.ts";
import type { Report } from "../model.ts";
import { badSide, outerFence } from "../statistics/best_set.ts";
import type { Labels } from "../view/labels.ts";
import { extentOf, formatValue, sideOf } from "./parts/axis_scale.ts";
import { chartText, draw, type Frame, horizontalAxis, TIP, verticalAxis, widest } from "./parts/frame.ts";

/** The axes of the chart. */
export interface CostInput {
  readonly report: Report;
  readonly labels: Labels;
  /** The result column. */
  readonly column: number;
  /** What measures the cost. */
  readonly against: "seconds" | number;
}

/** A configuration: mean cost and mean result. */
export interface CostPoint {
  readonly index: number;
  readonly cost: number;
  readonly result: number;
}

const HEIGHT = 340;
// From this ratio of the largest to the smallest cost on, a logarithmic scale is easier to read.
const WIDE = 50;

/** The configurations on the Pareto front: no other is both cheaper and better. By ascending cost. */
export function frontOf({ report, column, against }: Omit<CostInput, "labels">): CostPoint[] {
  const points = costPoints({ report, column, against });
  return paretoFront(points, goalOf(report, column)).map((at) => points[at]!);
}

/** One dot per configuration; a line along the front. */
export function drawCost(frame: Frame, { report, labels, column, against }: CostInput): SVGSVGElement {
  const points = costPoints({ report, column, against });
  const goal = goalOf(report, column);
  const front = frontOf({ report, column, against });
  const costs = points.map(({ cost }) => cost);
  const results = points.map(({ result }) => result);
  const [cheapest, dearest] = extentOf(costs, undefined, 0);
  const isWide = cheapest > 0 && dearest / cheapest > WIDE;
  const across = isWide ? [cheapest, dearest] as const : extentOf(costs, badSide(outerFence(costs), "minimize"));
  const up = extentOf(results, badSide(outerFence(results), goal), 0.06);
  const isWithin = ({ cost, result }: CostPoint) =>
    sideOf(cost, across) === "within" && sideOf(result, up) === "within";
  const within = points.filter(isWithin);
  const left = Math.max(44, widest([up[0], up[1], (up[0] + up[1]) / 2].map(formatValue)) + 14);
  const onFront = new Set(front.map(({ index }) => index));
  const name = against === "seconds" ? "training time in seconds" : report.columns[against]!;
  const title = ({ index, cost, result }: CostPoint) =>
    [
      chartText(labels.configurations[index]!, 480),
      `${chartText(report.columns[column]!)} ${formatValue(result)}`,
      `${chartText(name)} ${formatValue(cost)}`,
      ...(onFront.has(index) ? ["on the Pareto front"] : []),
    ].join("\n");
  const hidden = points.length - within.length;
  return draw(frame, {
    height: HEIGHT,
    marginTop: 24,
    marginBottom: 44,
    marginLeft: left,
    marginRight: 16,
    x: { type: isWide ? "log" : "linear", domain: [...across], axis: null },
    y: { domain: [...up], axis: null },
    marks: [
      verticalAxis(chartText(report.columns[column]!), { ticks: 6, labelOffset: left }),
      horizontalAxis(chartText(name), { ticks: Math.max(3, Math.round(frame.width / 130)) }),
      Plot.line(front.filter(isWithin), {
        x: "cost",
        y: "result",
        curve: "step-after",
        stroke: "var(--accent)",
        strokeWidth: 1.5,
        strokeOpacity: 0.6,
      }),
      Plot.dot(within.filter(({ index }) => !onFront.has(index)), {
        x: "cost",
        y: "result",
        r: within.length > 500 ? 2.5 : 4,
        fill: "var(--muted)",
        fillOpacity: 0.45,
      }),
      Plot.dot(within.filter(({ index }) => onFront.has(index)), {
        x: "cost",
        y: "result",
        r: 5,
        fill: "var(--accent)",
        stroke: "var(--background)",
      }),
      ...(hidden > 0
        ? [Plot.text([`${hidden} outside`], {
          frameAnchor: goal === "maximize" ? "bottom-right" : "top-right",
          text: (text) => text,
          fill: "var(--bad)",
          fontSize: 12,
        })]
        : []),
      ...(frame.isLive ? [Plot.tip(within, Plot.pointer({ ...TIP, x: "cost", y: "result", title }))] : []),
    ],
  });
}

function goalOf({ ranking, columns }: Report, column: number): "maximize" | "minimize" {
  return ranking?.column === column ? ranking.goal : defaultGoal(columns[column]!);
}

function costPoints({ report, column, against }: Omit<CostInput, "labels">): CostPoint[] {
  return report.configurations.flatMap(({ results, seconds }, index) => {
    const result = results[column]?.[1] ?? NaN;
    const cost = (against === "seconds" ? seconds?.[1] : results[against]?.[1]) ?? NaN;
    return Number.isFinite(result) && Number.isFinite(cost) ? [{ index, cost, result }] : [];
  });
}

/** A point: its cost (lower is better) and its result. */
export interface Point {
  readonly cost: number;
  readonly result: number;
}

/**
 * The indices of the points on the front, by ascending cost. Of equal points the first is on the front. Points with a coordinate
 * that is not finite are never on it.
 */
export function paretoFront(points: readonly Point[], goal: Metric["goal"]): number[] {
  const sign = goal === "maximize" ? -1 : 1;
  const order = Array.from(points.keys()).filter((index) => {
    const { cost, result } = points[index]!;
    return Number.isFinite(cost) && Number.isFinite(result);
  }).sort((a, b) => {
    const [x, y] = [points[a]!, points[b]!];
    return x.cost - y.cost || sign * (x.result - y.result) || a - b;
  });
  let best = Infinity;
  return order.filter((index) => {
    const result = sign * points[index]!.result;
    if (result >= best) return false;
    best = result;
    return true;
  });
}
