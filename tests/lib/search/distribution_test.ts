import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, type Scalar, toScalar } from "../../../lib/config/value.ts";
import { countValues, type Distribution, inverseNormal, quantile } from "../../../lib/search/distribution.ts";
import { createSampler, type SampleMethod } from "../../../lib/search/sampler.ts";

function draw(distribution: Distribution, count: number, method: SampleMethod = "random"): number[] {
  const sampler = createSampler(method, 1, ["x"]);
  return Array.from({ length: count }, (_, i) => (quantile(distribution, sampler(i, 0)) as Scalar).value as number);
}

/** The largest distance between the empirical distribution and the distribution function: Kolmogorov and Smirnov's. */
function distance(values: readonly number[], cdf: (value: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.reduce((most, value, i) => {
    const expected = cdf(value);
    return Math.max(most, Math.abs(expected - i / sorted.length), Math.abs(expected - (i + 1) / sorted.length));
  }, 0);
}

/** Pearson's statistic over the number of its degrees of freedom: near 1 if the counts are as expected. */
function chiSquare(values: readonly number[], expected: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [value, probability] of expected) {
    const count = values.reduce((count, other) => count + Number(other === value), 0);
    sum += (count - values.length * probability) ** 2 / (values.length * probability);
  }
  return sum / (expected.size - 1);
}

// The distance above which a sample of 5,000 is rejected at a level of one percent: 1.63 ÷ √n.
const COUNT = 5_000;
const CRITICAL = 1.63 / Math.sqrt(COUNT);

for (const method of ["random", "sobol"] as const) {
  Deno.test(`${method}: uniform, loguniform and normal values have their distributions`, () => {
    const uniform = draw({ kind: "uniform", low: -1, high: 3 }, COUNT, method);
    assert(distance(uniform, (x) => (x + 1) / 4) < CRITICAL);
    const loguniform = draw({ kind: "loguniform", low: 1e-4, high: 10 }, COUNT, method);
    assert(distance(loguniform, (x) => Math.log(x / 1e-4) / Math.log(1e5)) < CRITICAL);
    const normal = draw({ kind: "normal", mean: 5, sd: 2 }, COUNT, method);
    assert(distance(normal, (x) => normalCdf((x - 5) / 2)) < CRITICAL);
  });

  Deno.test(`${method}: whole numbers and choices have their probabilities, both ends included`, () => {
    const ints = draw({ kind: "int", low: -2, high: 3 }, COUNT, method);
    assert(chiSquare(ints, new Map([-2, -1, 0, 1, 2, 3].map((x) => [x, 1 / 6]))) < 3);
    const logints = draw({ kind: "logint", low: 1, high: 8 }, COUNT, method);
    const share = (x: number) => Math.log((x + 0.5) / (x - 0.5)) / Math.log(8.5 / 0.5);
    assert(chiSquare(logints, new Map([1, 2, 3, 4, 5, 6, 7, 8].map((x) => [x, share(x)]))) < 3);
    const sampler = createSampler(method, 1, ["x"]);
    const choice: Distribution = { kind: "choice", values: ["a", "b", "c"] };
    const letters = Array.from({ length: COUNT }, (_, i) => "abc".indexOf(quantile(choice, sampler(i, 0)) as string));
    assert(chiSquare(letters, new Map([0, 1, 2].map((x) => [x, 1 / 3]))) < 4);
  });
}

Deno.test("random values of different keys, seeds and points are independent", () => {
  const [a, b] = [createSampler("random", 1, ["a", "b"]), createSampler("random", 2, ["a", "b"])];
  const at = (i: number) => a(i, 0);
  for (const other of [(i: number) => a(i, 1), (i: number) => b(i, 0), (i: number) => at(i + 1)]) {
    let sum = 0;
    for (let i = 0; i < COUNT; i++) sum += (at(i) - 0.5) * (other(i) - 0.5) * 12;
    // Four standard deviations of the correlation.
    assert(Math.abs(sum / COUNT) < 4 / Math.sqrt(COUNT), `${sum / COUNT}`);
  }
});

Deno.test("drawn numbers have four digits and stay within their ends", () => {
  const at = (distribution: Distribution, probability: number) => describe(quantile(distribution, probability));
  const [least, most] = [0.5 / 2 ** 32, 1 - 0.5 / 2 ** 32];
  assertEquals(at({ kind: "uniform", low: 0, high: 0.99 }, 1 / 3), "0.33");
  assertEquals(at({ kind: "uniform", low: 0, high: 1e6 }, 1 / 3), "333000.0");
  assertEquals(at({ kind: "uniform", low: 100, high: 100.001 }, 1 / 3), "100.000333");
  assertEquals(at({ kind: "uniform", low: 0, high: 1.6e308 }, 0.96875), "1.55e+308");
  assertEquals(at({ kind: "uniform", low: 0.12345, high: 0.12349 }, least), "0.12345");
  assertEquals(at({ kind: "loguniform", low: 0.00012344, high: 1 }, least), "0.00012344");
  assertEquals(at({ kind: "loguniform", low: 1e-7, high: 1 }, 0.25), "0.000005623");
  assertEquals(at({ kind: "loguniform", low: 1, high: 98765 }, most), "98760.0");
  assertEquals(at({ kind: "loguniform", low: 1e-300, high: 1e300 }, 0.5), "1.0");
  assertEquals(at({ kind: "normal", mean: 1000, sd: 0.01 }, 0.9), "1000.01282");
  assertEquals(at({ kind: "int", low: 1, high: 3 }, least), "1");
  assertEquals(at({ kind: "int", low: 1, high: 3 }, most), "3");
  assertEquals(at({ kind: "logint", low: 16, high: 256 }, least), "16");
  assertEquals(at({ kind: "logint", low: 16, high: 256 }, most), "256");
  assertEquals(at({ kind: "logint", low: 123456, high: 9876543 }, 0.5), "1104225");
});

Deno.test("inverseNormal() agrees with SciPy in the centre and the tails", () => {
  const table = [[0.5, 0], [0.975, 1.959963984540054], [1e-10, -6.361340902404056], [1e-30, -11.464024688443617]];
  for (const [probability, expected] of table) assertAlmostEquals(inverseNormal(probability!), expected!, 1e-13);
});

// By Simpson's rule over the density.
function normalCdf(x: number): number {
  const steps = 200;
  const width = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((i * width) ** 2) / 2);
  }
  return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
}

Deno.test("countValues() is never below the number of values that can be drawn", () => {
  // 1.000 to 9.999, and 10: more would be an error if fewer were counted.
  const decade = { kind: "loguniform", low: 1, high: 10 } as const;
  const drawn = new Set(Array.from({ length: 200_000 }, (_, i) => describe(quantile(decade, (i + 0.5) / 200_000))));
  assertEquals(drawn.size, 9_001);
  assert(countValues(decade) >= drawn.size);
  assertEquals(countValues({ kind: "int", low: 3, high: 7 }), 5);
  assertEquals(countValues({ kind: "choice", values: [1, 2, 1].map((value) => toScalar(value)) }), 2);
});
