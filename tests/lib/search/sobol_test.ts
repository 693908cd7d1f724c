import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { scramble, sobol } from "../../../lib/search/sampler.ts";

// The first 256 points times 256, by SciPy 1.17: qmc.Sobol(21, scramble=False).random(256).
const SCIPY: readonly (readonly number[])[] = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/search/sobol_256x21.json", import.meta.url)),
);

Deno.test("sobol() agrees with SciPy in all dimensions, bit for bit", () => {
  const points = SCIPY.map((point, index) => point.map((_, dimension) => sobol(index, dimension) / 2 ** 24));
  assertEquals(points, SCIPY);
});

Deno.test("sobol() has points up to the last of 2^32", () => {
  const last = 2 ** 32 - 1;
  assertEquals(new Set([sobol(last, 3), sobol(last - 1, 3), sobol(last - 2, 3)]).size, 3);
});

Deno.test("scrambled points are as evenly spread: one in each of 2^k intervals", () => {
  const arbitrary = [fc.nat(2 ** 32 - 1), fc.nat(20), fc.integer({ min: 1, max: 8 }), fc.nat(1000)] as const;
  fc.assert(fc.property(...arbitrary, (seed, dimension, k, block) => {
    const size = 2 ** k;
    const intervals = Array.from(
      { length: size },
      (_, i) => scramble(sobol(block * size + i, dimension), seed) >>> (32 - k),
    );
    assertEquals(new Set(intervals).size, size);
  }));
});

Deno.test("scrambling keeps what two points have in common, and makes the next bit differ", () => {
  fc.assert(fc.property(fc.nat(2 ** 32 - 1), fc.nat(2 ** 32 - 1), fc.nat(2 ** 32 - 1), (seed, a, b) => {
    assertEquals(Math.clz32(scramble(a, seed) ^ scramble(b, seed)), Math.clz32(a ^ b));
  }));
});

Deno.test("each bit of a scrambled point is flipped with half of the seeds", () => {
  const seeds = 4000;
  for (const bits of [0, 0xffffffff, 0x5a5a5a5a]) {
    const flips = Array<number>(32).fill(0);
    for (let seed = 0; seed < seeds; seed++) {
      const flipped = scramble(bits, seed) ^ bits;
      for (let bit = 0; bit < 32; bit++) flips[bit]! += (flipped >>> bit) & 1;
    }
    // Five standard deviations.
    for (const count of flips) assert(Math.abs(count - seeds / 2) < 2.5 * Math.sqrt(seeds), `${count}`);
  }
});
