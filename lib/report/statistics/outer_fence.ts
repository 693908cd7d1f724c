/** Tukey's outer fence, beyond which values count as diverged. */
import type { Metric } from "../../grid/settings/metric.ts";
import { quantile } from "./quantile.ts";

/** The range between the fences. */
export interface OuterFence {
  readonly low: number;
  readonly high: number;
}

/** No fence. */
export const OPEN: OuterFence = { low: -Infinity, high: Infinity };

/** The fence on the side of bad results: a result that is far better than the others has not diverged. */
export function badSide({ low, high }: OuterFence, goal: Metric["goal"] | undefined): OuterFence {
  return { low: goal === "minimize" ? -Infinity : low, high: goal === "maximize" ? Infinity : high };
}

/** Whether a value is finite and not beyond a fence. */
export function isKept(value: number, { low, high }: OuterFence): boolean {
  return Number.isFinite(value) && value >= low && value <= high;
}

// Quartiles of fewer values say nothing about outliers.
const MIN_VALUES = 8;

/**
 * The outer fences: three interquartile ranges below the first and above the third quartile (J. W. Tukey, Exploratory Data
 * Analysis, 1977).
 *
 * @param values those that are not finite are ignored
 * @returns {@link OPEN} for fewer than 8 finite values, and if more than half of them are equal
 */
export function outerFence(values: Iterable<number>): OuterFence {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length < MIN_VALUES) return OPEN;
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const range = third - first;
  return range === 0 ? OPEN : { low: first - 3 * range, high: third + 3 * range };
}
