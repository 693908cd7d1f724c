/** Statistics over repetitions. */
import { studentT } from "./student_t.ts";

/** What is told of a sample. */
export interface Statistics {
  /** How many values there are, at least 1. */
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation, with n − 1; `undefined` for a single value. */
  readonly std: number | undefined;
  /** Half the width of the 95 % confidence interval of the mean, by Student's t; `undefined` for a single value. */
  readonly ci95: number | undefined;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The statistics of some values. One that is no number (NaN) makes all of them NaN.
 *
 * Deviations are taken from the mean, and the mean is corrected by their sum (Chan, Golub & LeVeque 1983): large means with
 * small deviations lose nothing, and equal values have exactly their value and 0.
 *
 * @param values at least one
 */
export function statisticsOf(values: readonly number[]): Statistics {
  const n = values.length;
  const { mean, std } = momentsOf(values);
  const sorted = Float64Array.from(values).sort();
  // NaN is sorted to the end.
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
  // In units of the largest deviation, whose square may be no number any more.
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
