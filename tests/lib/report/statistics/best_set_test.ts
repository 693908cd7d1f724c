import { assert, assertEquals } from "@std/assert";
import { bestSet, type Sample } from "../../../../lib/report/statistics/best_set.ts";
import { EXPECTED } from "./expected.ts";
import { simulate } from "./simulate.ts";

Deno.test("bestSet() agrees with NumPy and SciPy", () => {
  for (const { samples, members } of EXPECTED.best_sets) {
    const { compared, members: actual } = bestSet(samples, "maximize");
    assertEquals([...actual].sort((a, b) => a - b), members);
    assertEquals(compared, samples.length);
    const mirrored = bestSet(samples.map(({ mean, ...rest }) => ({ ...rest, mean: -mean })), "minimize");
    assertEquals(mirrored.members, actual);
  }
});

const COUNTS = [[2], [3], [5], [2, 3, 4, 5]];
const PAIRS = [[2], [3], [5], [2, 3], [5, 2]];

Deno.test("bestSet() holds the true best in at least 94 % of simulated studies, however close the others are", () => {
  for (const [k, studies] of [[6, 300], [30, 150], [400, 100]] as const) {
    for (const counts of COUNTS) {
      for (const gap of [0, 0.5]) {
        const { held } = simulate({ k, counts, gap }, studies);
        assert(held >= 0.94, `${k} configurations, n = ${counts}, gap ${gap}: held in ${held}`);
      }
    }
  }
});

Deno.test("bestSet() holds the true best in at least 92 % of simulated studies if it varies three times as much", () => {
  const { held } = simulate({ k: 100, counts: [2], gap: 0, std: (index) => index === 99 ? 3 : 1 }, 1_000);
  assert(held >= 0.92, `held in ${held}`);
});

Deno.test("bestSet() holds the better of two configurations in at least 92 % of simulated studies, whichever varies more", () => {
  for (const counts of PAIRS) {
    for (const gap of [0, 0.5]) {
      for (const ratio of [0.25, 1, 4]) {
        const { held } = simulate({ k: 2, counts, gap, std: (index) => index === 0 ? 1 : ratio }, 4_000);
        assert(held >= 0.92, `n = ${counts}, gap ${gap}, ratio ${ratio}: held in ${held}`);
      }
    }
  }
});

Deno.test("bestSet() tells two configurations apart that differ by three standard deviations in half of the studies with two repetitions", () => {
  const { size } = simulate({ k: 2, counts: [2], gap: 3, std: () => 1 }, 4_000);
  assert(2 - size >= 0.5, `decided in ${2 - size}`);
});

Deno.test("bestSet() leaves out configurations that are clearly worse", () => {
  for (const k of [30, 400]) {
    for (const counts of COUNTS) {
      const { size } = simulate({ k, counts, gap: 60 }, 5);
      assertEquals(size, 1, `${k} configurations, n = ${counts}`);
    }
  }
});

Deno.test("bestSet() does not compare single values and values that are not finite", () => {
  const samples: Sample[] = [
    { n: 1, mean: 0.99, std: undefined },
    { n: 2, mean: 0.9, std: 0.01 },
    { n: 2, mean: NaN, std: NaN },
    { n: 2, mean: 0.2, std: 0.01 },
    { n: 2, mean: Infinity, std: NaN },
  ];
  assertEquals(bestSet(samples, "maximize"), { compared: 2, members: new Set([1]) });
  assertEquals(bestSet(samples.slice(0, 1), "maximize"), { compared: 0, members: new Set<number>() });
  assertEquals(bestSet(samples.slice(0, 2), "maximize"), { compared: 1, members: new Set([1]) });
});

Deno.test("bestSet() keeps ties, even if repetitions agree exactly", () => {
  const sample = { n: 3, mean: 0.5, std: 0 };
  assertEquals(bestSet([sample, sample, { ...sample, mean: 0.4 }], "maximize").members, new Set([0, 1]));
});

Deno.test("bestSet() pools the variances of the better half, with the middle one of an odd number", () => {
  const [best, middle, last] = [
    { n: 2, mean: 0.9, std: 0 },
    { n: 2, mean: 0.8, std: 0.1 },
    { n: 2, mean: 0.5, std: 0.05 },
  ];
  // The pool is 0.005 with 2 degrees of freedom: the last one would have to be within 4.303 · √0.005 = 0.304.
  assertEquals(bestSet([best, middle, last], "maximize").members, new Set([0, 1]));
  assertEquals(bestSet([best, middle, { ...last, mean: 0.6 }], "maximize").members, new Set([0, 1, 2]));
});
