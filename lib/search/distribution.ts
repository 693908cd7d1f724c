/** The distributions from which the values of axes are drawn. */
import { canonical } from "../config/canonical.ts";
import { toScalar, type Value } from "../config/value.ts";

/** A distribution of the values of an axis. */
export type Distribution =
  /**
   * `int` and `logint` are distributions of whole numbers, both ends included. The logarithm of `loguniform` and `logint` is
   * uniform.
   */
  | { readonly kind: "uniform" | "loguniform" | "int" | "logint"; readonly low: number; readonly high: number }
  | { readonly kind: "normal"; readonly mean: number; readonly sd: number }
  /** All values are equally likely. */
  | { readonly kind: "choice"; readonly values: readonly Value[] };

/**
 * The quantile of a distribution at a probability. It is rounded to four significant digits: of the range for `uniform`, of the
 * standard deviation for `normal`, otherwise of the value. Whole numbers are exact.
 *
 * @param probability above 0 and below 1; uniformly distributed probabilities give values of the distribution
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
      // Each whole number covers the interval that is rounded to it.
      const { low, high } = distribution;
      return toScalar(within(Math.round(between(low - 0.5, high + 0.5, probability)), low, high));
    }
  }
}

/**
 * The number of different values of a distribution: exact for `choice`, `int` and `logint`, an upper limit for `uniform` and
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
  // Multiplying by a power of ten would add digits.
  return Number(`${Math.round(value / 10 ** -decimals)}e${-decimals}`);
}

// The maximum that toFixed() accepts.
const MAX_DECIMALS = 100;

function decimalsOf(scale: number): number {
  return 3 - Math.floor(Math.log10(scale));
}

// Coefficients of the rational functions for the centre and for the tails, the lowest power first.
const CENTRE = [
  [3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125],
  [45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727],
  [1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077],
  [21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610],
].flat();
const TAIL = [
  [1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504],
  [1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4],
  [1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550],
  [0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9],
].flat();
const FAR_TAIL = [
  [6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230],
  [0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7],
  [1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525],
  [7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15],
].flat();

/**
 * The inverse of the standard normal distribution: the value below which a variable lies with a probability, to about 16 digits
 * (M. J. Wichura, "Algorithm AS 241", Applied Statistics 37, 1988).
 *
 * @param probability above 0 and below 1
 */
export function inverseNormal(probability: number): number {
  const centred = probability - 0.5;
  if (Math.abs(centred) <= 0.425) return centred * quotient(CENTRE, 0.180625 - centred * centred);
  const tail = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)));
  return Math.sign(centred) * (tail <= 5 ? quotient(TAIL, tail - 1.6) : quotient(FAR_TAIL, tail - 5));
}

// A polynomial of degree 7 divided by another one.
function quotient(coefficients: readonly number[], x: number): number {
  let [numerator, denominator] = [0, 0];
  for (let power = 7; power >= 0; power--) {
    numerator = numerator * x + coefficients[power]!;
    denominator = denominator * x + coefficients[power + 8]!;
  }
  return numerator / denominator;
}
