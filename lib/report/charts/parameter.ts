/// <reference lib="dom" />
/** Draws a result against the values of one parameter. */
import * as Plot from "@observablehq/plot";
import type { Report, RunValues } from "../model.ts";
import { badSide, outerFence, quantile } from "../statistics/best_set.ts";
import type { Labels } from "../view/labels.ts";
import { axisScale, binAxis, extentOf, formatValue, sideOf } from "./parts/axis_scale.ts";
import { chartText, draw, type Frame, horizontalAxis, TIP, verticalAxis, widest } from "./parts/frame.ts";
import { axisName } from "./shares.ts";

/** The parameter to draw. */
export interface ParameterInput {
  readonly report: Report;
  readonly labels: Labels;
  readonly runs: RunValues;
  /** Index into the axes of the parameters. */
  readonly axis: number;
}

// Above this number of models per value, boxes are easier to read than dots.
const MAX_DOTS = 40;
// If there are more values, the medians of bins are shown: the values of single models would be noise.
const MAX_VALUES = 16;
const HEIGHT = 220;

interface Group {
  readonly x: number;
  readonly label: string;
  readonly n: number;
  readonly median: number;
  readonly first: number;
  readonly third: number;
  readonly low: number;
  readonly high: number;
}

/** One dot per model, or boxes; a line through the medians; diverged models counted at the edge. */
export function drawParameter(frame: Frame, { report, labels, runs, axis: axisIndex }: ParameterInput): SVGSVGElement {
  const axis = report.parameters!.axes[axisIndex]!;
  const { column } = report.parameters!;
  const values = runs.columns[column]!;
  const range = extentOf(values, badSide(outerFence(values), report.ranking?.goal), 0.06);
  const y = report.columns[column]!;
  const left = widest([range[0], (range[0] + range[1]) / 2].map(formatValue)) + 18;
  const scale = axisScale(axis, frame.width - left - 10);
  const models = runs.configuration.map((configuration, row) => {
    const at = axis.at[configuration]!;
    return { at, x: scale.places[at]!, value: values[row]!, configuration, side: sideOf(values[row]!, range) };
  });
  const within = models.filter(({ side }) => side === "within");
  const binned = binAxis(axis, MAX_VALUES);
  const bins = axisScale(binned, frame.width);
  const groups = Array.from(
    Map.groupBy(within, ({ configuration }) => binned.at[configuration]!),
    ([at, group]): Group => ({
      x: bins.places[at]!,
      label: bins.labels[at]!,
      ...quartiles(group.map(({ value }) => value)),
    }),
  ).sort((a, b) => a.x - b.x);
  const edges = Array.from(
    Map.groupBy(models.filter(({ side }) => side === "below" || side === "above"), ({ at, side }) => `${at} ${side}`),
    ([, group]) => ({ x: group[0]!.x, isAbove: group[0]!.side === "above", count: group.length }),
  );
  const needsBoxes = groups.some(({ n }) => n > MAX_DOTS);
  const title = ({ label, n, median, low, high }: Group) =>
    [
      `${axisName(axis, labels)} = ${label}`,
      `median ${formatValue(median)} (n = ${n})`,
      `${formatValue(low)} … ${formatValue(high)}`,
    ].join("\n");
  return draw(frame, {
    height: HEIGHT,
    marginTop: 22,
    marginBottom: 42,
    marginLeft: left,
    marginRight: 10,
    x: scale.scale,
    y: { domain: [...range], axis: null },
    marks: [
      verticalAxis(chartText(y, frame.width - 20), { ticks: 4, labelOffset: left }),
      horizontalAxis(chartText(axisName(axis, labels), frame.width - left), {
        ticks: scale.ticks.map((index) => scale.places[index]!),
        tickFormat: (place: number) => scale.labels[scale.places.indexOf(place)] ?? "",
        labelOffset: 36,
      }),
      ...(needsBoxes
        ? [
          Plot.ruleX(groups, { x: "x", y1: "low", y2: "high", stroke: "var(--muted)", strokeOpacity: 0.7 }),
          Plot.ruleX(groups, {
            x: "x",
            y1: "first",
            y2: "third",
            stroke: "var(--outline)",
            strokeWidth: 11,
            strokeOpacity: 0.45,
          }),
        ]
        : [Plot.dot(within, { x: "x", y: "value", r: 3, fill: "var(--muted)", fillOpacity: 0.4 })]),
      Plot.line(groups, { x: "x", y: "median", stroke: "var(--accent)", strokeWidth: 2 }),
      Plot.dot(groups, { x: "x", y: "median", r: 3.5, fill: "var(--accent)", stroke: "var(--background)" }),
      ...edges.map(({ x, isAbove, count }) =>
        Plot.text([count], {
          x: [x],
          text: [`${isAbove ? "▴" : "▾"} ${count}`],
          frameAnchor: isAbove ? "top" : "bottom",
          dy: isAbove ? 4 : -4,
          fill: "var(--bad)",
          fontSize: 12,
        })
      ),
      ...(frame.isLive ? [Plot.tip(groups, Plot.pointerX({ ...TIP, x: "x", y: "median", title }))] : []),
    ],
  });
}

function quartiles(values: readonly number[]): Omit<Group, "x" | "label"> {
  const sorted = Float64Array.from(values).sort();
  const at = (p: number) => quantile(sorted, p);
  return { n: sorted.length, median: at(0.5), first: at(0.25), third: at(0.75), low: at(0), high: at(1) };
}
