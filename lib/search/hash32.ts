/** Hashes numbers and text to 32 bits. The values of sampled grids depend on it: it must never change. */

/**
 * A hash of a sequence of numbers, of which the lower 32 bits count.
 *
 * @returns 0 … 2^32 − 1
 */
export function hash32(...numbers: readonly number[]): number {
  let hash = 0;
  for (const number of numbers) hash = mix((hash + 0x9e3779b9) ^ number);
  return hash;
}

/** A hash of a text: 0 … 2^32 − 1. */
export function hashText(text: string): number {
  return hash32(...new TextEncoder().encode(text));
}

// A bijection in which each bit of the result depends on each bit of the number: "lowbias32" of Chris Wellons, found by search
// for the least bias (https://nullprogram.com/blog/2018/07/31/).
function mix(number: number): number {
  let x = number;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
