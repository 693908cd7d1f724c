/** The distributions from which the values of axes are drawn. */
import { canonical } from "../config/canonical.ts";
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
      if (low === high) return toScalar(low, "float");
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

/**
 * How many different values a distribution has: exactly for `choice`, `int` and `logint`, at most so many for `uniform` and
 * `loguniform`, and infinity for `normal`.
 */
export function countValues(distribution: Distribution): number {
  if ("low" in distribution && distribution.low === distribution.high) return 1;
  switch (distribution.kind) {
    case "choice":
      return new Set(distribution.values.map(canonical)).size;
    case "int":
    case "logint":
      return distribution.high - distribution.low + 1;
    // Both ends count, even if they have more digits.
    case "uniform": {
      const range = distribution.high - distribution.low;
      const decimals = decimalsOf(range);
      return decimals > MAX_DECIMALS ? Infinity : Math.floor(range * 10 ** decimals) + 3;
    }
    case "loguniform": {
      const decades = Math.log10(distribution.high) - Math.log10(distribution.low);
      return 9000 * (Math.ceil(decades) + 1) + 2;
    }
    case "normal":
      return Infinity;
  }
}

// Uniform in the logarithm. The quotient of the ends may be too large for a number.
function between(low: number, high: number, probability: number): number {
  const ratio = high / low;
  return Number.isFinite(ratio) ? low * ratio ** probability : low ** (1 - probability) * high ** probability;
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

// To four digits of a scale: 0.12345 becomes 0.1235 on a scale from 0.1 to 1, and 0.123 on a scale from 1 to 10.
function roundTo(value: number, scale: number): number {
  const decimals = decimalsOf(scale);
  if (decimals > MAX_DECIMALS) return value;
  if (decimals >= 0) return Number(value.toFixed(decimals));
  // A product with a power of ten would have digits of its own.
  return Number(`${Math.round(value / 10 ** -decimals)}e${-decimals}`);
}

// The most that toFixed() takes.
const MAX_DECIMALS = 100;

function decimalsOf(scale: number): number {
  return 3 - Math.floor(Math.log10(scale));
}
