/** Quantiles of Student's t distribution, for intervals and comparisons of means over few repetitions. */

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
