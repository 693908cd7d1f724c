/// <reference lib="dom" />
/** Draws means, standard deviations and single models of configurations, one line each. */
import * as Plot from "@observablehq/plot";
import type { Report, RunValues } from "../model.ts";
import { badSide, outerFence } from "../statistics/best_set.ts";
import type { Labels } from "../view/labels.ts";
import { extentOf, formatValue } from "./parts/axis_scale.ts";
import { chartText, draw, type Frame, horizontalAxis, TIP, widest } from "./parts/frame.ts";

/** The configurations to draw. */
export interface ForestInput {
  readonly report: Report;
  readonly labels: Labels;
  readonly runs: RunValues;
  /** The result column. */
  readonly column: number;
  /** Indices of configurations, from top to bottom. */
  readonly rows: readonly number[];
}

/** Maximum number of configurations. */
export const FOREST_ROWS = 20;

const ROW = 24;
const BOTTOM = 46;

/** A forest plot. Configurations that may be the best are marked. */
export function drawForest(frame: Frame, { report, labels, runs, column, rows }: ForestInput): SVGSVGElement {
  const bars = rows.flatMap((index, at) => {
    const result = report.configurations[index]!.results[column];
    if (result === null || result === undefined || !Number.isFinite(result[1])) return [];
    const [n, mean, std = 0] = result;
    return [{ at, index, n, mean, low: mean - std, high: mean + std, std: result[2] }];
  });
  const places = new Map(rows.map((index, at) => [index, at]));
  const models = runs.configuration.flatMap((index, row) => {
    const at = places.get(index);
    const value = runs.columns[column]?.[row] ?? NaN;
    return at === undefined || Number.isNaN(value) ? [] : [{ at, value }];
  });
  const ends = [...bars.flatMap(({ low, high }) => [low, high]), ...models.map(({ value }) => value)];
  const domain = extentOf(ends, badSide(outerFence(ends), report.ranking?.goal));
  const maxLabel = frame.width * 0.42;
  const texts = rows.map((index) => chartText(labels.configurations[index]!, maxLabel));
  const isCandidate = ({ index }: { index: number }) => report.configurations[index]!.candidate === true;
  const title = ({ index, mean, std, n }: typeof bars[number]) =>
    [
      chartText(labels.configurations[index]!, 480),
      `${formatValue(mean)}${std === undefined ? "" : ` ± ${formatValue(std)}`} (n = ${n})`,
      ...(isCandidate({ index }) ? ["may be the best"] : []),
    ].join("\n");
  return draw(frame, {
    height: rows.length * ROW + BOTTOM,
    marginTop: 4,
    marginBottom: BOTTOM - 4,
    marginLeft: widest(texts) + 16,
    marginRight: 12,
    x: { domain, axis: null, clamp: true },
    y: { domain: rows.map((_, at) => at), type: "point", padding: 0.5, axis: null },
    marks: [
      Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      horizontalAxis(chartText(report.columns[column]!), { ticks: Math.max(2, Math.round(frame.width / 140)) }),
      Plot.axisY({
        tickFormat: (at: number) => texts[at]!,
        tickSize: 0,
        tickPadding: 10,
        fontSize: 12,
        fill: "var(--text)",
        label: null,
      }),
      Plot.dot(models, { x: "value", y: "at", r: 2.5, fill: "var(--muted)", fillOpacity: 0.45 }),
      Plot.ruleY(bars, {
        y: "at",
        x1: "low",
        x2: "high",
        strokeWidth: 2.5,
        stroke: (row) => isCandidate(row) ? "var(--accent)" : "var(--outline)",
      }),
      Plot.dot(bars, {
        y: "at",
        x: "mean",
        r: 5,
        strokeWidth: 2,
        fill: (row) => isCandidate(row) ? "var(--accent)" : "var(--background)",
        stroke: (row) => isCandidate(row) ? "var(--accent)" : "var(--muted)",
      }),
      ...(frame.isLive ? [Plot.tip(bars, Plot.pointerY({ ...TIP, x: "mean", y: "at", title }))] : []),
    ],
  });
}
