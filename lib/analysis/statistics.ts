/** Computes statistics over repetitions. */
import { studentT } from "./student_t.ts";

/** Statistics of a sample. */
export interface Statistics {
  /** Number of values, at least 1. */
  readonly n: number;
  /** The arithmetic mean. */
  readonly mean: number;
  /** Sample standard deviation (n − 1); `undefined` for a single value. */
  readonly std: number | undefined;
  /** Half-width of the 95 % confidence interval of the mean (Student's t); `undefined` for a single value. */
  readonly ci95: number | undefined;
  /** The middle value; the mean of the two middle ones of an even number. */
  readonly median: number;
  /** The smallest value. */
  readonly min: number;
  /** The largest value. */
  readonly max: number;
}

/**
 * Computes the statistics of a sample. A NaN among the values makes all of them NaN.
 *
 * Two-pass algorithm with a corrected mean (Chan, Golub & LeVeque 1983): no loss of precision if the mean is large and the
 * deviations are small, and for equal values the mean is exact and the deviation 0.
 *
 * @param values at least one
 */
export function statisticsOf(values: readonly number[]): Statistics {
  const n = values.length;
  const { mean, std } = momentsOf(values);
  const sorted = Float64Array.from(values).sort();
  // Typed arrays sort NaN to the end.
  const order = (index: number) => Number.isNaN(sorted[n - 1]) ? NaN : sorted[index]!;
  const [low, high] = [order((n - 1) >> 1), order(n >> 1)];
  return {
    n,
    mean,
    std,
    ci95: std === undefined ? undefined : studentT(n - 1) * std / Math.sqrt(n),
    median: low === high ? low : low / 2 + high / 2,
    min: order(0),
    max: order(n - 1),
  };
}

function momentsOf(values: readonly number[]): Pick<Statistics, "mean" | "std"> {
  const n = values.length;
  const first = values[0]!;
  if (n === 1) return { mean: first, std: undefined };
  if (!values.every(Number.isFinite)) return { mean: values.reduce((sum, value) => sum + value, 0) / n, std: NaN };
  let mean = first + values.reduce((sum, value) => sum + (value - first), 0) / n;
  mean += values.reduce((sum, value) => sum + (value - mean), 0) / n;
  // Scaled by the largest deviation, whose square could overflow.
  const unit = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  if (unit === 0) return { mean, std: 0 };
  let squares = 0;
  let rest = 0;
  for (const value of values) {
    squares += ((value - mean) / unit) ** 2;
    rest += (value - mean) / unit;
  }
  return { mean, std: unit * Math.sqrt(Math.max(0, squares - rest * rest / n) / (n - 1)) };
}
