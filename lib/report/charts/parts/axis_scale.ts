/** The scale of a parameter: proportional for numbers, otherwise one place per value. */
import type { ScaleOptions } from "@observablehq/plot";
import type { Axis } from "../../model.ts";
import { isKept, OPEN, type OuterFence } from "../../statistics/best_set.ts";
import { chartText, valueTexts, widthOf } from "./frame.ts";

/** The scale, and where the values of the parameter lie on it. */
export interface AxisScale {
  readonly scale: ScaleOptions;
  /** Indices of the values that have a label. */
  readonly ticks: readonly number[];
  /** The label of each value, by its index. */
  readonly labels: readonly string[];
  /** Position by index of the value, in the domain of the scale. */
  readonly places: readonly number[];
}

const GAP = 12;

/**
 * The scale of an axis.
 *
 * @param length of the axis in pixels: labels that would overlap are left out
 */
export function axisScale({ values, numbers, log }: Axis, length: number): AxisScale {
  const labels = valueTexts(values).map((text) => chartText(text, Math.min(110, length / 2)));
  // Plot itself decides which labels a logarithmic scale has, so their logarithms are drawn on a linear scale instead.
  const places = numbers?.map((value) => log === true ? Math.log10(value) : value) ?? values.map((_, index) => index);
  const [first, last] = [places[0]!, places.at(-1)!];
  const margin = (last - first) * 0.08 || 0.5;
  const domain = [first - margin, last + margin];
  const pixels = (index: number) => (places[index]! - first + margin) / (last - first + 2 * margin) * length;
  const ticks: number[] = [];
  for (const index of labels.keys()) {
    const before = ticks.at(-1);
    const room = before === undefined ? Infinity : pixels(index) - pixels(before);
    if (room >= (widthOf(labels[index]!) + widthOf(labels[before ?? index]!)) / 2 + GAP) ticks.push(index);
  }
  return { scale: { type: "linear", domain, axis: null }, ticks, labels, places };
}

/**
 * Divides the values of a numeric parameter into bins with equally many configurations, as far as equal values permit, if there
 * are too many to show each. In a random search, each configuration has a different value.
 *
 * @param most maximum number of bins
 * @returns an axis whose values are the medians of bins; the axis itself if it has no more values, or they are not numbers
 */
export function binAxis(axis: Axis, most: number): Axis {
  const { values, numbers, at } = axis;
  if (numbers === undefined || values.length <= most) return axis;
  const counts = values.map(() => 0);
  for (const value of at) counts[value]!++;
  const binOf: number[] = [];
  let seen = 0;
  for (const [value, count] of counts.entries()) {
    // A value is in the bin of the middle one of its configurations.
    binOf[value] = Math.min(most - 1, Math.floor((seen + count / 2) / at.length * most));
    seen += count;
  }
  const bins = [...new Set(binOf)];
  const members = bins.map((bin) => Array.from(values.keys()).filter((value) => binOf[value] === bin));
  return {
    ...axis,
    values: members.map((bin) => [`≈ ${formatValue(Number(numbers[bin[bin.length >> 1]!]!.toPrecision(2)))}`]),
    numbers: members.map((bin) => numbers[bin[bin.length >> 1]!]!),
    at: at.map((value) => bins.indexOf(binOf[value]!)),
  };
}

/** The lowest and the highest value to show. */
export type Extent = readonly [low: number, high: number];

/**
 * The range of the finite values between the fences, with a margin: diverged values do not determine the scale.
 *
 * @param margin relative to the range, on both sides
 */
export function extentOf(values: Iterable<number>, fence: OuterFence = OPEN, margin = 0.04): Extent {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!isKept(value, fence)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return [0, 1];
  const space = most > least ? (most - least) * margin : Math.abs(most) * margin || margin;
  return [least - space, most + space];
}

/** Where a value is relative to a range: below, within or above; `undefined` for NaN. */
export function sideOf(value: number, [low, high]: Extent): "below" | "within" | "above" | "nowhere" {
  if (Number.isNaN(value)) return "nowhere";
  if (value < low) return "below";
  return value > high ? "above" : "within";
}

/**
 * A number with at most 4 significant digits and without trailing zeros: `0.0421`, `1,024`, `1.2e-7`. For ticks, and for the
 * values under the pointer.
 */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace("-", "−");
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    return value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e").replaceAll("-", "−");
  }
  const text = Number(value.toPrecision(size >= 1000 ? Math.ceil(Math.log10(size + 1)) : 4));
  return text.toLocaleString("en-US", { maximumFractionDigits: 8 }).replace("-", "−");
}
