import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type JobOptions, planArrays } from "../../../lib/cluster/plan_arrays.ts";
import { DEFAULT_SETTINGS } from "../../../lib/grid/settings/parse_settings.ts";
import { arrayWords, sbatchOptions } from "../../../lib/slurm/sbatch_options.ts";

const DEFAULT = sbatchOptions(DEFAULT_SETTINGS) as JobOptions;

function launches(count: number, options: Partial<JobOptions> = {}) {
  return Array.from({ length: count }, (_, id) => ({ id, options: { ...DEFAULT, ...options } }));
}

function shape(arrays: ReturnType<typeof planArrays>): unknown[] {
  return arrays.map(({ launches, elements, concurrent, after }) => [launches.length, elements, concurrent, after]);
}

const LIMITS = { maxArraySize: 1001, maxConcurrentRuns: Infinity };

Deno.test("launches with the same options are one array, in their order", () => {
  const [a, b] = [launches(3), launches(2, { words: ["--qos=b"] })];
  const mixed = [a[0]!, b[0]!, a[1]!, b[1]!, a[2]!];
  const arrays = planArrays(mixed, LIMITS);
  assertEquals(arrays.map(({ launches }) => launches), [a, b]);
  assertEquals(shape(arrays), [[3, 3, undefined, undefined], [2, 2, undefined, undefined]]);
  assertEquals(planArrays([], LIMITS), []);
});

Deno.test("an array has at most MaxArraySize elements, whose indices are below it", () => {
  assertEquals(shape(planArrays(launches(1001), LIMITS)), [[1001, 1001, undefined, undefined]]);
  assertEquals(shape(planArrays(launches(1200), LIMITS)), [
    [1001, 1001, undefined, undefined],
    [199, 199, undefined, undefined],
  ]);
  assertEquals(shape(planArrays(launches(1200, { runsPerJob: 50 }), LIMITS)), [[1200, 24, undefined, undefined]]);
  assertEquals(shape(planArrays(launches(5, { runsPerJob: 2 }), { ...LIMITS, maxArraySize: 2 })), [
    [4, 2, undefined, undefined],
    [1, 1, undefined, undefined],
  ]);
});

Deno.test("arrays that share max_concurrent_runs run one after another", () => {
  const limits = { ...LIMITS, maxConcurrentRuns: 16 };
  assertEquals(shape(planArrays(launches(96), limits)), [[96, 96, 16, undefined]]);
  assertEquals(shape(planArrays(launches(1200), limits)), [[1001, 1001, 16, undefined], [199, 199, 16, 0]]);
  assertEquals(shape(planArrays(launches(100, { runsPerJob: 10, slots: 3 }), limits)), [[100, 10, 5, undefined]]);
  assertEquals(shape(planArrays(launches(1200, { runsPerJob: 2, slots: 2 }), limits)), [[1200, 600, 8, undefined]]);
  const two = [...launches(12), ...launches(12, { words: ["--qos=b"] })];
  assertEquals(shape(planArrays(two, limits)), [[12, 12, undefined, undefined], [12, 12, undefined, 0]]);
  // An element that takes more than that runs alone.
  assertEquals(shape(planArrays(launches(40, { runsPerJob: 20, slots: 20 }), limits)), [[40, 2, 1, undefined]]);
});

Deno.test("there are as many elements as may run at a time, so that they can share the runs", () => {
  const elements = (runs: number, runsPerJob: number, maxConcurrentRuns: number, slots = 1) =>
    planArrays(launches(runs, { runsPerJob, slots }), { ...LIMITS, maxConcurrentRuns }).map(({ elements }) => elements);
  assertEquals(elements(64, 16, Infinity), [4]);
  assertEquals(elements(64, 16, 8), [8]);
  assertEquals(elements(64, 2, 8), [32]);
  assertEquals(elements(5, 16, 8), [5]);
  assertEquals(elements(64, 16, 8, 2), [4]);
  assertEquals(elements(3, 16, 8, 2), [2]);
});

Deno.test("arrays that cannot exceed max_concurrent_runs are not limited", () => {
  const two = [...launches(8), ...launches(8, { words: ["--qos=b"] })];
  assertEquals(shape(planArrays(two, { ...LIMITS, maxConcurrentRuns: 16 })), [
    [8, 8, undefined, undefined],
    [8, 8, undefined, undefined],
  ]);
});

Deno.test("each launch is in one array, and no limit is exceeded", () => {
  const launch = fc.record({ qos: fc.integer({ min: 0, max: 2 }), runsPerJob: fc.integer({ min: 1, max: 5 }) });
  fc.assert(fc.property(
    fc.array(launch, { maxLength: 60 }),
    fc.integer({ min: 1, max: 9 }),
    fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(Infinity)),
    (wanted, maxArraySize, maxConcurrentRuns) => {
      const all = wanted.map(({ qos, runsPerJob }, id) => {
        const slots = Math.min(runsPerJob, 2, maxConcurrentRuns);
        return { id, options: { ...DEFAULT, words: [`--qos=${qos}`], runsPerJob, slots } };
      });
      const arrays = planArrays(all, { maxArraySize, maxConcurrentRuns });
      assertEquals(
        arrays.flatMap(({ launches }) => launches.map(({ id }) => id)).sort((a, b) => a - b),
        all.map(({ id }) => id),
      );
      let together = 0;
      for (const [index, { launches, elements, concurrent = elements, options, after }] of arrays.entries()) {
        assert(launches.length > 0 && elements <= maxArraySize && launches.length <= elements * options.runsPerJob);
        assert(launches.length > (elements - 1) * options.slots, "every element has a launch at its start");
        assert(launches.every((launch) => JSON.stringify(launch.options) === JSON.stringify(options)));
        together = (after === undefined ? together : 0) + concurrent * options.slots;
        assert(together <= maxConcurrentRuns, `${together} at a time`);
        assert(after === undefined || after === index - 1);
      }
    },
  ));
});

Deno.test("the arguments of sbatch name the array, and percent signs in paths are doubled", () => {
  const options = { ...DEFAULT, words: ["--partition=gpu"], dependency: "afterok:1" };
  const names = { name: "vit-1a2b-3", outputDir: "/grids/a %j b/slurm/3/out", root: "/grids/a %j b" };
  assertEquals(arrayWords({ options, elements: 96, concurrent: 16 }, { ...names, after: 17 }), [
    ...["--requeue", "--propagate=NONE", "--partition=gpu", "--parsable", "--array=0-95%16", "--job-name=vit-1a2b-3"],
    ...["--chdir=/grids/a %j b", "--output=/grids/a %%j b/slurm/3/out/%a", "--open-mode=append"],
    "--dependency=afterok:1,afterany:17",
  ]);
  const plain = arrayWords({ options: DEFAULT, elements: 1, concurrent: undefined }, names);
  assert(plain.includes("--array=0-0") && !plain.some((word) => word.startsWith("--dependency")));
  // Slurm expands nothing after a backslash.
  const other = arrayWords({ options: DEFAULT, elements: 1, concurrent: undefined }, { ...names, outputDir: "/a\\b" });
  assert(other.includes("--output=/dev/null"));
});
