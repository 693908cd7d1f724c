/** Computes statistics over repetitions. */

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

const cache = new Map<string, number>();

/**
 * A quantile of Student's t distribution. By default the 97.5th percentile: in 95 % of cases the mean of a normal sample is
 * within this many standard errors of the true mean.
 *
 * The probability of |T| ≤ √df · tan θ is a finite sum of positive terms (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4) and
 * concave in θ, so Newton's method from θ = 0 converges monotonically from below.
 *
 * @param df degrees of freedom, a whole number ≥ 1
 * @param tail the probability that T is larger than the quantile: 0 < tail ≤ 0.5
 */
export function studentT(df: number, tail = 0.025): number {
  const key = `${df} ${tail}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const coverage = 1 - 2 * tail;
  let theta = 0;
  for (;;) {
    const { probability, slope } = probabilityWithin(theta, df);
    const next = theta + (coverage - probability) / slope;
    if (next <= theta || next - theta < 1e-15 * next) break;
    theta = next;
  }
  const quantile = Math.sqrt(df) * Math.tan(theta);
  cache.set(key, quantile);
  return quantile;
}

function probabilityWithin(theta: number, df: number): { probability: number; slope: number } {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = df % 2;
  // The sum is cos^0 + 1/2 cos^2 + … for even df, and cos^1 + 2/3 cos^3 + … for odd df.
  let sum = 0;
  let power = odd === 1 ? cosine : 1;
  let coefficient = 1;
  for (let k = odd; k <= df - 2; k += 2) {
    if (k > odd) {
      coefficient *= (k - 1) / k;
      power *= cosine * cosine;
    }
    sum += coefficient * power;
  }
  const scale = odd === 1 ? 2 / Math.PI : 1;
  return {
    probability: scale * (odd * theta + sine * sum),
    slope: scale * coefficient * Math.max(1, df - 1) * cosine ** (df - 1),
  };
}

/** What precedes a standard deviation. */
export const PLUS_MINUS = " ± ";

/** A mean, and its standard deviation if there are several values. */
export interface Mean {
  readonly mean: number;
  readonly std: number | undefined;
}

/** A formatted mean, and the sign and standard deviation that follow it: ` ± 0.0021`, or nothing. */
interface FormattedMean {
  readonly mean: string;
  readonly std: string;
}

/** Formats a mean and its standard deviation, with digits that suit the size of the mean: `0.9312 ± 0.0021`. */
export function formatMean({ mean, std }: Mean): FormattedMean {
  const size = Math.abs(mean);
  const plain = Number.isFinite(mean) && (size === 0 || size >= 1e-3 && size < 1e6);
  const digits = size < 10 ? 4 : Math.max(0, 4 - Math.floor(Math.log10(size)));
  const format = (value: number) => {
    if (!Number.isFinite(value)) return String(value);
    const fixed = value.toFixed(digits);
    return plain && (value === 0 || Number(fixed) !== 0) ? fixed : value.toPrecision(plain ? 2 : 4);
  };
  return { mean: format(mean), std: std === undefined || Number.isNaN(std) ? "" : `${PLUS_MINUS}${format(std)}` };
}
