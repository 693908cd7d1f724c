/// <reference lib="dom" />
/** Draws the curves of selected configurations. */
import * as Plot from "@observablehq/plot";
import { type CurveBand, type CurveColumn, placeAt, type RunCurve } from "../curves/curve_model.ts";
import { extentOf, formatValue } from "./parts/axis_scale.ts";
import { chartText, draw, type Frame, horizontalAxis, TIP, verticalAxis, widest } from "./parts/frame.ts";
import { addLegend } from "./parts/legend.ts";
import { seriesColour, seriesDash } from "./parts/palette.ts";

/** The curves to draw. */
export interface CurveChartInput {
  readonly column: CurveColumn;
  readonly bands: readonly CurveBand[];
  /** The curves of single runs; absent if only means are shown. */
  readonly runs?: readonly RunCurve[];
  /** Labels by configuration. */
  readonly labels: readonly string[];
  /** The configurations by their place in the selection, which decides the colour. */
  readonly selected: readonly (number | null)[];
  readonly logScale: boolean;
}

const HEIGHT = 340;

interface Point {
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** Mean and range of each configuration; single runs as thin lines. */
export function drawCurves(frame: Frame, input: CurveChartInput): SVGSVGElement {
  const { column, labels, selected, logScale } = input;
  const places = new Map(selected.flatMap((index, place) => index === null ? [] : [[index, place] as const]));
  const isShown = (value: number) => Number.isFinite(value) && (!logScale || value > 0);
  const points = input.bands.flatMap((band) => pointsOf(band, places.get(band.configuration), column));
  const runPoints = (input.runs ?? []).flatMap(({ configuration, repetition, places: at, values }) => {
    const place = places.get(configuration);
    if (place === undefined) return [];
    return Array.from(values, (y, index) => ({
      place,
      run: `${configuration} ${repetition}`,
      x: placeAt(column.places[at]!, index, values.length),
      y: isShown(y) ? y : NaN,
    }));
  });
  const ys = [...points.flatMap(({ y, low, high }) => [y, low, high]), ...runPoints.map(({ y }) => y)].filter(isShown);
  const domain = logScale ? extentOf(ys, undefined, 0) : extentOf(ys);
  const texts = [domain[0], domain[1], (domain[0] + domain[1]) / 2].map(formatValue);
  const left = Math.max(44, widest(texts) + 14);
  const stroke = ({ place }: { place: number }) => seriesColour(place);
  const used = [...new Set(points.map(({ place }) => place))].sort((a, b) => a - b);
  const title = ({ place, x, y, low, high, n }: Point) =>
    [
      chartText(labels[selected[place]!]!, 480),
      `${formatValue(y)} at ${chartText(column.x, 120)} ${formatValue(x)}`,
      ...(n > 1 ? [`${formatValue(low)} … ${formatValue(high)} (n = ${n})`] : []),
    ].join("\n");
  const svg = draw(frame, {
    height: HEIGHT,
    marginTop: 24,
    marginBottom: 44,
    marginLeft: left,
    marginRight: 14,
    x: { axis: null },
    y: { type: logScale ? "log" : "linear", domain: [...domain], axis: null, clamp: true },
    marks: [
      verticalAxis(chartText(column.name), { ticks: logScale ? 4 : 6, labelOffset: left }),
      horizontalAxis(chartText(column.x), {
        ticks: Math.max(3, Math.round(frame.width / 130)),
      }),
      ...(input.runs === undefined
        ? [Plot.areaY(points, {
          x: "x",
          y1: ({ low }) => isShown(low) ? low : NaN,
          y2: ({ high }) => isShown(high) ? high : NaN,
          z: "place",
          fill: stroke,
          fillOpacity: 0.16,
        })]
        : [Plot.line(runPoints, { x: "x", y: "y", z: "run", stroke, strokeWidth: 1, strokeOpacity: 0.55 })]),
      ...used.map((place) =>
        Plot.line(points.filter((point) => point.place === place), {
          x: "x",
          y: ({ y }) => isShown(y) ? y : NaN,
          stroke: seriesColour(place),
          strokeWidth: 2,
          strokeDasharray: seriesDash(place),
        })
      ),
      ...used.filter((place) => points.filter((point) => point.place === place).length === 1).map((place) =>
        Plot.dot(points.filter((point) => point.place === place), { x: "x", y: "y", r: 4, fill: seriesColour(place) })
      ),
      ...(frame.isLive
        ? [
          Plot.ruleX(points, Plot.pointer({ x: "x", py: "y", maxRadius: Infinity, stroke: "var(--outline)" })),
          Plot.dot(
            points,
            Plot.pointer({ x: "x", y: "y", maxRadius: Infinity, r: 4.5, fill: stroke, stroke: "var(--background)" }),
          ),
          Plot.tip(points, Plot.pointer({ ...TIP, x: "x", y: "y", title })),
        ]
        : []),
    ],
  });
  return addLegend(frame, svg, {
    left,
    items: used.map((place) => ({
      text: chartText(labels[selected[place]!]!, Math.min(480, frame.width - left - 40)),
      colour: seriesColour(place),
      dash: seriesDash(place),
    })),
  });
}

function pointsOf(band: CurveBand, place: number | undefined, { places }: CurveColumn): Point[] {
  if (place === undefined) return [];
  return Array.from(band.mean, (y, index) => ({
    place,
    x: placeAt(places[band.places]!, index, band.mean.length),
    y,
    low: band.low[index] ?? y,
    high: band.high[index] ?? y,
    n: band.n,
  }));
}
