import { assert, assertEquals } from "@std/assert";
import { statisticsOf } from "../../../../lib/analysis/statistics.ts";
import { bestSet, type Sample } from "../../../../lib/report/statistics/best_set.ts";
import { EXPECTED } from "./expected.ts";
import { normals } from "./random.ts";

Deno.test("bestSet() agrees with NumPy and SciPy", () => {
  for (const { samples, members } of EXPECTED.best_sets) {
    const { compared, members: actual } = bestSet(samples, "maximize");
    assertEquals([...actual].sort((a, b) => a - b), members);
    assertEquals(compared, samples.length);
    const mirrored = bestSet(samples.map(({ mean, ...rest }) => ({ ...rest, mean: -mean })), "minimize");
    assertEquals(mirrored.members, actual);
  }
});

interface Study {
  readonly k: number;
  readonly counts: readonly number[];
  readonly gap: number;
  /** The standard deviation of a configuration. */
  readonly std?: (index: number) => number;
}

// Simulated studies of `k` configurations. The last is the best, and better than each other by `gap`.
function simulate(
  { k, counts, gap, std = (index) => 0.5 + 1.5 * ((index * 7) % 5) / 4 }: Study,
  studies: number,
): { held: number; size: number } {
  const normal = normals(1_000 * k + counts.length);
  let [held, size] = [0, 0];
  for (let study = 0; study < studies; study++) {
    const samples = Array.from({ length: k }, (_, index): Sample => {
      const mean = index === k - 1 ? 0 : -gap;
      const n = counts[index % counts.length]!;
      return statisticsOf(Array.from({ length: n }, () => mean + std(index) * normal()));
    });
    const { members } = bestSet(samples, "maximize");
    if (members.has(k - 1)) held++;
    size += members.size;
  }
  return { held: held / studies, size: size / studies };
}

const COUNTS = [[2], [3], [5], [2, 3, 4, 5]];

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

Deno.test("bestSet() pools two samples: gaps of 3 standard deviations are decided more often, and the best is held", () => {
  const one = () => 1;
  for (const n of [2, 3, 5]) {
    const { held } = simulate({ k: 2, counts: [n], gap: 0, std: one }, 2_000);
    assert(held >= 0.936, `n = ${n}: held in ${held}`);
  }
  const { size } = simulate({ k: 2, counts: [2], gap: 3, std: one }, 2_000);
  // As often as by a t-test with the pooled variance; with the variance of one of them: 0.18.
  assert(2 - size >= 0.4, `decided in ${2 - size}`);
});

Deno.test("bestSet() holds the true best in at least 91 % of simulated studies with two repetitions and 16 times its variance", () => {
  for (const k of [6, 30]) {
    const { held } = simulate({ k, counts: [2], gap: 0, std: (index) => index === k - 1 ? 4 : 1 }, 2_000);
    assert(held >= 0.905, `${k}: held in ${held}`);
  }
});
