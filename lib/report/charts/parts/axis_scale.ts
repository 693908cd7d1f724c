/** The scale of a parameter: to scale for numbers, else one place per value. */
import type { ScaleOptions } from "@observablehq/plot";
import type { Axis } from "../../model.ts";
import { chartText, valueTexts, widthOf } from "./labels.ts";

/** The scale, and where the values of the parameter lie on it. */
export interface AxisScale {
  readonly scale: ScaleOptions;
  /** Indices of the values that have a label. */
  readonly ticks: readonly number[];
  /** By index of the value. */
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
  // Plot decides which labels a logarithmic scale has, so that their logarithms are drawn to scale instead.
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
