/** Results as numbers. */

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["nan", NaN],
  ["inf", Infinity],
  ["+inf", Infinity],
  ["-inf", -Infinity],
  ["infinity", Infinity],
  ["+infinity", Infinity],
  ["-infinity", -Infinity],
]);

/** The number that a text stands for, NaN and infinities as Python and JSON write them; `undefined` when it is none. */
export function parseNumber(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  return text.length > 9 ? undefined : SPECIAL.get(text.toLowerCase());
}

/** Mean and sample standard deviation. */
export interface Moments {
  /** How many values there are, at least 1. */
  readonly n: number;
  readonly mean: number;
  /** With n − 1; `undefined` for a single value. */
  readonly std: number | undefined;
}

/**
 * The mean and the sample standard deviation (n − 1) of some values.
 *
 * Deviations are taken from the mean, and the mean is corrected by their sum (Chan, Golub & LeVeque 1983): large means with
 * small deviations lose nothing, and equal values have exactly their value and 0.
 *
 * @param values at least one
 */
export function momentsOf(values: readonly number[]): Moments {
  const n = values.length;
  const first = values[0]!;
  if (!values.every(Number.isFinite)) {
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    return { n, mean, std: n === 1 ? undefined : NaN };
  }
  let mean = first + values.reduce((sum, value) => sum + (value - first), 0) / n;
  mean += values.reduce((sum, value) => sum + (value - mean), 0) / n;
  if (n === 1) return { n, mean: first, std: undefined };
  // In units of the largest deviation, whose square may be no number any more.
  const unit = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  if (unit === 0) return { n, mean, std: 0 };
  let squares = 0;
  let rest = 0;
  for (const value of values) {
    squares += ((value - mean) / unit) ** 2;
    rest += (value - mean) / unit;
  }
  return { n, mean, std: unit * Math.sqrt(Math.max(0, squares - rest * rest / n) / (n - 1)) };
}
