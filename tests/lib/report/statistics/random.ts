/** Random numbers that are the same in each run of a test. */

/** A generator of numbers from 0 to 1 (xorshift32). */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A generator of numbers of the standard normal distribution (Marsaglia's polar method). */
export function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => {
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt(-2 * Math.log(square) / square);
    }
  };
}
