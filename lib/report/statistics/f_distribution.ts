/** The F distribution, central and noncentral: for tests of effects, and for intervals of their sizes. */

/** Degrees of freedom of the numerator and the denominator: whole numbers ≥ 1. */
export type Freedom = readonly [numerator: number, denominator: number];

/**
 * The probability that F is at most `f`.
 *
 * Noncentral, it is the mean of beta distributions, weighted by a Poisson distribution (Johnson, Kotz & Balakrishnan, Continuous
 * Univariate Distributions, volume 2, 1995, chapter 30).
 *
 * @param noncentrality λ ≥ 0, the expected sum of squares of an effect divided by the variance
 */
export function fProbability(f: number, [d1, d2]: Freedom, noncentrality = 0): number {
  if (!(f > 0)) return 0;
  if (f === Infinity) return 1;
  const x = d1 * f / (d1 * f + d2);
  const y = d2 / (d1 * f + d2);
  const [a, b] = [d1 / 2, d2 / 2];
  if (noncentrality === 0) return incompleteBeta(x, y, a, b);
  const half = noncentrality / 2;
  // Terms further than this from the mean of the Poisson distribution are negligible.
  const reach = 12 * Math.sqrt(half) + 40;
  const [first, last] = [Math.max(0, Math.floor(half - reach)), Math.ceil(half + reach)];
  // From the last term down, because the other direction loses digits.
  let probability = incompleteBeta(x, y, a + last, b);
  let term = Math.exp((a + last - 1) * Math.log(x) + b * Math.log(y) - logBeta(a + last - 1, b)) / (a + last - 1);
  let weight = Math.exp(last * Math.log(half) - half - logGamma(last + 1));
  let sum = weight * probability;
  for (let j = last - 1; j >= first; j--) {
    probability += term;
    weight *= (j + 1) / half;
    sum += weight * probability;
    // From a + j to a + j − 1.
    term *= (a + j) / (x * (a + b + j - 1));
  }
  return Math.min(1, sum);
}

/** The probability that F is larger than `f`: the p value of an effect. */
export function fTail(f: number, [d1, d2]: Freedom): number {
  if (!(f > 0)) return 1;
  if (f === Infinity) return 0;
  return incompleteBeta(d2 / (d1 * f + d2), d1 * f / (d1 * f + d2), d2 / 2, d1 / 2);
}

/**
 * The 95 % confidence interval of the noncentrality (J. H. Steiger, Beyond the F test, Psychological Methods 9, 2004): the values
 * for which `f` is neither among the largest nor among the smallest 2.5 %.
 */
export function noncentralityInterval(f: number, freedom: Freedom): readonly [low: number, high: number] {
  return [noncentralityOf(f, freedom, 0.975), noncentralityOf(f, freedom, 0.025)];
}

// From here on, only the denominator varies: the noncentrality is proportional to `f`.
const LARGE = 1e5;

// The noncentrality for which F is at most `f` with this probability; 0 if there is none.
function noncentralityOf(f: number, freedom: Freedom, probability: number): number {
  const large = LARGE / freedom[0];
  if (f > large) return f / large * noncentralityOf(large, freedom, probability);
  if (fProbability(f, freedom) <= probability) return 0;
  let [low, high] = [0, Math.max(1, f * freedom[0])];
  while (fProbability(f, freedom, high) > probability) [low, high] = [high, 2 * high];
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2;
    if (fProbability(f, freedom, middle) > probability) low = middle;
    else high = middle;
  }
  return high;
}

// The regularized incomplete beta function for x and y = 1 − x: Lentz's method for its continued fraction (Numerical Recipes, 6.4).
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta(a, b)) / a;
  const safe = (value: number) => Math.abs(value) < 1e-300 ? 1e-300 : value;
  let c = 1;
  let d = 1 / safe(1 - (a + b) * x / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    fraction *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * fraction;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

// Stirling's series, from 10 upwards.
function logGamma(x: number): number {
  let shift = 0;
  while (x < 10) shift += Math.log(x++);
  const square = 1 / (x * x);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
