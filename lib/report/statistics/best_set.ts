/** Compares configurations with the best one, to find which of them may be the best. */
import { studentT } from "../../analysis/statistics.ts";
import type { Metric } from "../../grid/settings/settings.ts";

/** The values of a configuration. */
export interface Sample {
  /** Number of values. */
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation; `undefined` for a single value. */
  readonly std: number | undefined;
}

export interface BestSet {
  /** Number of samples that were compared: those with two values or more, all of them finite. */
  readonly compared: number;
  /** Indices of the samples that may be the best; empty if none was compared. */
  readonly members: ReadonlySet<number>;
}

/** The maximum probability that the true best is not a member. */
const RISK = 0.05;

/**
 * The samples that may be the best: a multiple comparison with the best (J. C. Hsu, Multiple Comparisons, 1996, chapter 4), for
 * unequal variances.
 *
 * A sample is a member if its mean is within t · √(s₁²/n₁ + s₂²/n₂) of the best mean. Each s² is the larger of two variances:
 * that of the sample, and the one pooled over the better half of the samples. A few repetitions may agree by chance, and bad
 * configurations vary more than good ones. t is the one-sided quantile at 0.05/(k − 1) for k samples, with the degrees of
 * freedom of the pool.
 *
 * If there are only two samples, both are pooled, because one of them alone has too few degrees of freedom. As the smaller one
 * may vary more, t then has the degrees of freedom that both would have with its size.
 */
export function bestSet(samples: readonly Sample[], goal: Metric["goal"]): BestSet {
  const sign = goal === "maximize" ? -1 : 1;
  const compared = samples.flatMap(({ n, mean, std }, index) =>
    n >= 2 && std !== undefined && Number.isFinite(mean) && Number.isFinite(std)
      ? [{ index, n, mean, variance: std ** 2 }]
      : []
  ).sort((a, b) => sign * (a.mean - b.mean) || a.index - b.index);
  const best = compared[0];
  if (best === undefined || compared.length === 1) {
    return { compared: compared.length, members: new Set(best && [best.index]) };
  }
  const isPair = compared.length === 2;
  const better = isPair ? compared : compared.slice(0, Math.ceil(compared.length / 2));
  const freedom = better.reduce((sum, { n }) => sum + n - 1, 0);
  const pooled = better.reduce((sum, { n, variance }) => sum + (n - 1) * variance, 0) / freedom;
  const safe = isPair ? 2 * (Math.min(...better.map(({ n }) => n)) - 1) : freedom;
  const t = studentT(safe, RISK / (compared.length - 1));
  const error = ({ n, variance }: typeof best) => Math.max(variance, pooled) / n;
  const members = compared.filter((sample) =>
    Math.abs(sample.mean - best.mean) <= t * Math.sqrt(error(best) + error(sample))
  );
  return { compared: compared.length, members: new Set(members.map(({ index }) => index)) };
}

/** The range between Tukey's outer fences, beyond which values count as diverged. */
export interface OuterFence {
  readonly low: number;
  readonly high: number;
}

/** A range without fences. */
export const OPEN: OuterFence = { low: -Infinity, high: Infinity };

/** Only the fence on the side of bad results: a result that is much better than the others has not diverged. */
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

/**
 * A quantile, interpolated linearly between neighbours, as by NumPy.
 *
 * @param sorted ascending; at least one value
 * @param p 0 … 1
 */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)]!;
  return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - below);
}
