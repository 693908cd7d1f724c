/** A stream of random numbers that only depends on seed and stream, on all machines. */
export interface Random {
  /** An integer from 0 to 2³² − 1. */
  readonly bits: () => number;
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** Normal, mean 0, standard deviation 1. */
  readonly normal: () => number;
}

/**
 * Chris Doty-Humphrey's sfc32, seeded as in his PractRand: 64 bits of seed, and the first outputs are discarded.
 *
 * @param seed 0 … 2³² − 1
 * @param stream selects one of many independent streams, so that dropout, for example, does not affect shuffling
 */
export function createRandom(seed: number, stream: number): Random {
  let a = 0;
  let b = seed | 0;
  let c = stream | 0;
  let counter = 1;

  function bits(): number {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result | 0;
    return result >>> 0;
  }
  function uniform(): number {
    return bits() / 2 ** 32;
  }
  // Box-Muller transform; 1 − u avoids log(0).
  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  }

  for (let i = 0; i < 12; i++) bits();
  return { bits, uniform, normal };
}

/** Shuffles items in place (Fisher-Yates). */
export function shuffle(items: Uint32Array, random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
}
