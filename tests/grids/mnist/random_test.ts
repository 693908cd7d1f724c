import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { createRandom, shuffle } from "../../../grids/mnist/random.ts";

function draw(seed: number, stream: number, count = 8): number[] {
  const random = createRandom(seed, stream);
  return Array.from({ length: count }, random.bits);
}

Deno.test("createRandom() gives the same numbers for the same seed and stream", () => {
  assertEquals(draw(42, 1), draw(42, 1));
});

Deno.test("createRandom() gives different numbers for different seeds and streams, including the ends of the range", () => {
  const seeds = [0, 1, 2, 42, 2 ** 31 - 2, 2 ** 31 - 1];
  const firsts = seeds.flatMap((seed) => [draw(seed, 1).join(), draw(seed, 2).join()]);
  assertEquals(new Set(firsts).size, firsts.length);
});

Deno.test("createRandom() gives the same numbers as in earlier versions", () => {
  assertEquals(draw(42, 1, 4), [1730763048, 3675097476, 3892481647, 1960356726]);
});

Deno.test("uniform() is uniform in [0, 1)", () => {
  const { uniform } = createRandom(1, 1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const value = uniform();
    assert(value >= 0 && value < 1);
    const tenth = Math.floor(10 * value);
    counts[tenth] = counts[tenth]! + 1;
  }
  // Five standard deviations of a count.
  for (const count of counts) assertAlmostEquals(count, 10_000, 5 * Math.sqrt(9_000));
});

Deno.test("normal() has mean 0, variance 1 and the tails of a normal distribution", () => {
  const { normal } = createRandom(1, 1);
  const values = Array.from({ length: 100_000 }, normal);
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  const outside = values.filter((value) => Math.abs(value) > 1.96).length / values.length;
  assertAlmostEquals(mean, 0, 0.016);
  assertAlmostEquals(variance, 1, 0.023);
  assertAlmostEquals(outside, 0.05, 0.0035);
});

Deno.test("shuffle() keeps all items and can move each anywhere", () => {
  const random = createRandom(7, 2);
  const counts = new Array<number>(4).fill(0);
  for (let i = 0; i < 4_000; i++) {
    const items = Uint32Array.of(0, 1, 2, 3);
    shuffle(items, random);
    assertEquals(items.toSorted(), Uint32Array.of(0, 1, 2, 3));
    const place = items.indexOf(0);
    counts[place] = counts[place]! + 1;
  }
  for (const count of counts) assertAlmostEquals(count, 1_000, 5 * Math.sqrt(750));
  const long = Uint32Array.from({ length: 100 }, (_, i) => i);
  const before = long.slice();
  shuffle(long, random);
  assertNotEquals(long, before);
});
