/** Puts the values of a parameter into bins, where there are too many to show each. */
import type { Axis } from "../../model.ts";
import { formatValue } from "./format_value.ts";

/**
 * Divides the values of a numeric parameter into bins with equally many configurations, as far as equal values permit. A random
 * search has a value of its own in each configuration.
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
    // By the middle of the configurations with this value.
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
