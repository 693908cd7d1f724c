/** The distributions from which the values of axes are drawn. */
import { toScalar } from "../config/scalar.ts";
import type { Value } from "../config/value.ts";
import { inverseNormal } from "./inverse_normal.ts";

/** A distribution of the values of an axis. */
export type Distribution =
  /** `int` and `logint` are of whole numbers, both ends included. The logarithm of `loguniform` and `logint` is uniform. */
  | { readonly kind: "uniform" | "loguniform" | "int" | "logint"; readonly low: number; readonly high: number }
  | { readonly kind: "normal"; readonly mean: number; readonly sd: number }
  /** All values are equally likely. */
  | { readonly kind: "choice"; readonly values: readonly Value[] };

/**
 * The value of a distribution at a probability: its quantile, with four significant digits, of the range for `uniform` and of
 * the standard deviation for `normal`. Whole numbers are exact.
 *
 * @param probability above 0 and below 1; uniformly distributed ones give values of the distribution
 */
export function quantile(distribution: Distribution, probability: number): Value {
  switch (distribution.kind) {
    case "choice": {
      const { values } = distribution;
      return values[Math.floor(probability * values.length)]!;
    }
    case "normal": {
      const { mean, sd } = distribution;
      return toScalar(roundTo(mean + sd * inverseNormal(probability), sd), "float");
    }
    case "uniform": {
      const { low, high } = distribution;
      const value = low + probability * (high - low);
      return toScalar(within(roundTo(value, high - low), low, high), "float");
    }
    case "loguniform": {
      const { low, high } = distribution;
      return toScalar(within(Number(between(low, high, probability).toPrecision(4)), low, high), "float");
    }
    case "int": {
      const { low, high } = distribution;
      return toScalar(within(low + Math.floor(probability * (high - low + 1)), low, high));
    }
    case "logint": {
      // Each whole number stands for what is rounded to it.
      const { low, high } = distribution;
      return toScalar(within(Math.round(between(low - 0.5, high + 0.5, probability)), low, high));
    }
  }
}

// Uniform in the logarithm.
function between(low: number, high: number, probability: number): number {
  return low * (high / low) ** probability;
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

// To four digits of a scale: 0.12345 becomes 0.1235 on a scale from 0.1 to 1, and 0.123 on a scale from 1 to 10.
function roundTo(value: number, scale: number): number {
  const decimals = 3 - Math.floor(Math.log10(scale));
  if (decimals > 100) return value;
  if (decimals >= 0) return Number(value.toFixed(decimals));
  const step = 10 ** -decimals;
  return Math.round(value / step) * step;
}
