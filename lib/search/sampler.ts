/** Samples points of a space. */
import { hash32, hashText } from "./hash32.ts";
import { scramble, sobol } from "./sobol.ts";

/** How points are chosen: `sobol` spreads them evenly, `random` draws each on its own. */
export type SampleMethod = "sobol" | "random";

/**
 * A coordinate of a point, above 0 and below 1.
 *
 * @param index of the point, from 0
 * @param dimension the index of its key
 */
export type Sampler = (index: number, dimension: number) => number;

/**
 * Creates a sampler. A point depends on the method, the seed, the keys and its index alone, so further points can be added later.
 *
 * @param seed 0 … 2^31 − 1
 * @param keys of the dimensions, sorted; at most 21 for `sobol`
 */
export function createSampler(method: SampleMethod, seed: number, keys: readonly string[]): Sampler {
  const seeds = keys.map((key) => hash32(seed, hashText(key)));
  const bitsAt = method === "sobol"
    ? (index: number, dimension: number) => scramble(sobol(index, dimension), seeds[dimension]!)
    : (index: number, dimension: number) => hash32(seeds[dimension]!, index);
  // In the middle of the interval that the bits stand for: neither 0 nor 1.
  return (index, dimension) => (bitsAt(index, dimension) + 0.5) / 2 ** 32;
}
