/** Samples points of a space. */

/** How points are chosen: `sobol` spreads them evenly, `random` draws each independently. */
export type SampleMethod = "sobol" | "random";

/**
 * A coordinate of a point, above 0 and below 1.
 *
 * @param index of the point, from 0
 * @param dimension the index of its key
 */
export type Sampler = (index: number, dimension: number) => number;

/**
 * Creates a sampler. A point depends only on the method, the seed, the keys and its index, so further points can be added
 * later.
 *
 * @param seed 0 … 2^31 − 1
 * @param keys of the dimensions, sorted; at most 21 for `sobol`
 */
export function createSampler(method: SampleMethod, seed: number, keys: readonly string[]): Sampler {
  const seeds = keys.map((key) => hash32(seed, hashText(key)));
  const bitsAt = method === "sobol"
    ? (index: number, dimension: number) => scramble(sobol(index, dimension), seeds[dimension]!)
    : (index: number, dimension: number) => hash32(seeds[dimension]!, index);
  // The middle of the interval that the bits stand for, which is neither 0 nor 1.
  return (index, dimension) => (bitsAt(index, dimension) + 0.5) / 2 ** 32;
}

// Sobol sequences: points that fill a cube more evenly than random ones, however many of them are taken. The numbers are those
// of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30
// (2008), https://web.maths.unsw.edu.au/~fkuo/sobol/ (`new-joe-kuo-6.21201`), and the order of the points is that of the Gray
// code, as in SciPy.

/** The number of bits of a coordinate. */
const BITS = 32;

// A primitive polynomial over GF(2), its coefficients as bits, and the initial direction numbers; a line for each dimension.
const JOE_KUO: readonly (readonly [polynomial: number, numbers: readonly number[]])[] = [
  [1, []],
  [3, [1]],
  [7, [1, 3]],
  [11, [1, 3, 1]],
  [13, [1, 1, 1]],
  [19, [1, 1, 3, 3]],
  [25, [1, 3, 5, 13]],
  [37, [1, 1, 5, 5, 17]],
  [41, [1, 1, 5, 5, 5]],
  [47, [1, 1, 7, 11, 19]],
  [55, [1, 1, 5, 1, 1]],
  [59, [1, 1, 1, 3, 11]],
  [61, [1, 3, 5, 5, 31]],
  [67, [1, 3, 3, 9, 7, 49]],
  [91, [1, 1, 1, 15, 21, 21]],
  [97, [1, 3, 1, 13, 27, 49]],
  [103, [1, 1, 1, 15, 7, 5]],
  [109, [1, 3, 1, 15, 13, 25]],
  [115, [1, 1, 5, 5, 19, 61]],
  [131, [1, 3, 7, 11, 23, 15, 103]],
  [137, [1, 3, 7, 13, 13, 15, 69]],
];

/** The largest number of dimensions. */
export const MAX_SOBOL_DIMENSIONS = JOE_KUO.length;

const DIRECTIONS = JOE_KUO.map(([polynomial, numbers]) => directionsOf(polynomial, numbers));

/**
 * A coordinate of a point of the sequence.
 *
 * @param index of the point: 0 … 2^32 − 1; the first point is the origin
 * @param dimension 0 … 20
 * @returns the coordinate times 2^32: 0 … 2^32 − 1
 */
export function sobol(index: number, dimension: number): number {
  const directions = DIRECTIONS[dimension]!;
  let bits = 0;
  const gray = (index ^ (index >>> 1)) >>> 0;
  for (let bit = 0; gray >>> bit > 0 && bit < BITS; bit++) {
    if ((gray >>> bit) & 1) bits ^= directions[bit]!;
  }
  return bits >>> 0;
}

/**
 * Owen's scrambling of a coordinate: each bit is flipped or not, as a hash of the bits above it decides. Points stay as evenly
 * spread as they are, and each becomes uniformly distributed over the seeds (A. B. Owen, "Randomly permuted (t,m,s)-nets and
 * (t,s)-sequences", 1995). As points are scrambled one by one, a sequence can be extended.
 *
 * @param bits the coordinate times 2^32
 * @param seed 0 … 2^32 − 1; each dimension needs its own
 */
export function scramble(bits: number, seed: number): number {
  let scrambled = 0;
  // The hash starts with a 1, so that different numbers of leading zeros give different hashes.
  let above = 1;
  for (let bit = BITS - 1; bit >= 0; bit--) {
    const original = (bits >>> bit) & 1;
    scrambled |= (original ^ (hash32(seed, bit, above) & 1)) << bit;
    above = (above << 1) | original;
  }
  return scrambled >>> 0;
}

// Direction number k of a dimension has its leading bit at position k, from above. The first `degree` numbers are given; the
// polynomial determines the others (P. Bratley and B. L. Fox, "Algorithm 659", ACM TOMS 14, 1988).
function directionsOf(polynomial: number, numbers: readonly number[]): readonly number[] {
  const degree = 31 - Math.clz32(polynomial);
  const odd = degree === 0 ? Array<number>(BITS).fill(1) : [...numbers];
  for (let k = odd.length; k < BITS; k++) {
    let next = odd[k - degree]!;
    for (let i = 1; i <= degree; i++) {
      if ((polynomial >>> (degree - i)) & 1) next ^= odd[k - i]! << i;
    }
    odd.push(next >>> 0);
  }
  return odd.map((number, k) => (number << (BITS - 1 - k)) >>> 0);
}

// Hashes numbers and text to 32 bits. The values of sampled grids depend on it: it must never change.

/**
 * A hash of a sequence of numbers, of which only the lower 32 bits count.
 *
 * @returns 0 … 2^32 − 1
 */
function hash32(...numbers: readonly number[]): number {
  let hash = 0;
  for (const number of numbers) hash = mix((hash + 0x9e3779b9) ^ number);
  return hash;
}

/** A hash of a text: 0 … 2^32 − 1. */
function hashText(text: string): number {
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
