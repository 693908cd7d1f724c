/** Tails of the F distribution, for tests of whether a factor explains more than chance. */

/**
 * The probability that a value of the F distribution is larger: the regularized incomplete beta function (NIST Digital Library of
 * Mathematical Functions, 8.17; its continued fraction 8.17.22 by Lentz's method).
 *
 * @param f at least 0; may be infinite
 * @param df1 degrees of freedom of the numerator, above 0
 * @param df2 degrees of freedom of the denominator, above 0
 */
export function fTail(f: number, df1: number, df2: number): number {
  if (!(f > 0)) return 1;
  return Number.isFinite(f) ? incompleteBeta(df2 / (df2 + df1 * f), df2 / 2, df1 / 2) : 0;
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on the lower side.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  return front * continuedFraction(x, a, b);
}

const MAX_TERMS = 500;
const TINY = 1e-300;

function continuedFraction(x: number, a: number, b: number): number {
  let [c, d, value] = [1, 0, 1];
  for (let m = 0; m < MAX_TERMS; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    for (const coefficient of m === 0 ? [odd] : [even, odd]) {
      d = 1 / (1 + coefficient * d || TINY);
      c = 1 + coefficient / c || TINY;
      value *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return 1 / value;
}

// Lanczos' approximation with g = 7, to 15 digits.
const LANCZOS = [
  ...[0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059],
  ...[12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7],
];

function logGamma(z: number): number {
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - logGamma(1 - z);
  const t = z + 6.5;
  const sum = LANCZOS.reduce((total, coefficient, i) => i === 0 ? coefficient : total + coefficient / (z - 1 + i), 0);
  return 0.5 * Math.log(2 * Math.PI) + (z - 0.5) * Math.log(t) - t + Math.log(sum);
}
