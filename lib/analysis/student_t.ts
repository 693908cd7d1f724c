/** Quantiles of Student's t distribution, for confidence intervals of means over a few repetitions. */
const COVERAGE = 0.95;
const known = new Map<number, number>();

/**
 * The 97.5th percentile of Student's t distribution: the mean of a normal sample is within so many standard errors of the
 * true one in 95 of 100 cases.
 *
 * The probability of |T| ≤ √df · tan θ is a finite sum of positive terms (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4), concave
 * in θ. So Newton's method from θ = 0 comes up to the root from below, and cannot miss it.
 *
 * @param df degrees of freedom, a whole number from 1
 */
export function studentT(df: number): number {
  const before = known.get(df);
  if (before !== undefined) return before;
  let theta = 0;
  for (;;) {
    const { probability, slope } = within(theta, df);
    const next = theta + (COVERAGE - probability) / slope;
    if (next <= theta || next - theta < 1e-15 * next) break;
    theta = next;
  }
  const quantile = Math.sqrt(df) * Math.tan(theta);
  known.set(df, quantile);
  return quantile;
}

function within(theta: number, df: number): { probability: number; slope: number } {
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = df % 2;
  // The sum, its last term, and that term's coefficient: cos^0 + 1/2 cos^2 + …, or cos^1 + 2/3 cos^3 + ….
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
