/** Whole numbers in packed lists, which keep 16 bits of a number. */

const BASE = 1 << 15;

/** Splits whole numbers below 2^30 into two lists. */
export function splitIndices(indices: readonly number[]): [Float32Array, Float32Array] {
  return [
    Float32Array.from(indices, (index) => Math.floor(index / BASE)),
    Float32Array.from(indices, (index) => index % BASE),
  ];
}

/** Joins what {@link splitIndices} has split. */
export function joinIndices(high: Float32Array, low: Float32Array): number[] {
  return Array.from(high, (value, at) => value * BASE + low[at]!);
}
