import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import fc from "fast-check";
import { type Statistics, statisticsOf } from "../../../lib/analysis/statistics.ts";
import { canRun } from "../../can_run.ts";

const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }), { minLength: 2 });

function close(a: number, b: number, scale: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-12 * scale + Number.MIN_VALUE;
}

Deno.test("statisticsOf() agrees with NumPy and SciPy", () => {
  const { samples }: { samples: { values: number[]; statistics: Record<keyof Statistics, number | null> }[] } = JSON
    .parse(Deno.readTextFileSync(fromFileUrl(new URL("../../fixtures/results/statistics.json", import.meta.url))));
  for (const { values, statistics } of samples) {
    for (const [name, value] of Object.entries(statisticsOf(values))) {
      const expected = statistics[name as keyof Statistics];
      if (value === undefined) assertEquals(expected, null, `${name} of ${values}`);
      else assert(Math.abs(value - expected!) <= 1e-10 * Math.abs(expected!), `${name} of ${values}: ${value}`);
    }
  }
});

Deno.test("statisticsOf() agrees with the plain formulas", () => {
  fc.assert(fc.property(values, (sample) => {
    const { n, mean, std, min, median, max } = statisticsOf(sample);
    const scale = Math.max(...sample.map(Math.abs));
    const plainMean = sample.reduce((sum, value) => sum + value, 0) / n;
    const plainStd = Math.hypot(...sample.map((value) => value - mean)) / Math.sqrt(n - 1);
    assertEquals([n, min, max], [sample.length, Math.min(...sample), Math.max(...sample)]);
    assert(close(mean, plainMean, scale * n), `${mean} ${plainMean}`);
    assert(close(std!, plainStd, scale), `${std} ${plainStd}`);
    const below = sample.filter((value) => value < median).length;
    const above = sample.filter((value) => value > median).length;
    assert(below <= n / 2 && above <= n / 2, `${median} is not in the middle`);
  }));
});

Deno.test("statisticsOf() is exact for equal values, and for tiny deviations from a large mean", () => {
  assertEquals(statisticsOf([0.1, 0.1, 0.1]), { n: 3, mean: 0.1, std: 0, ci95: 0, median: 0.1, min: 0.1, max: 0.1 });
  const { mean, std } = statisticsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
  assertEquals([mean, std], [1e9 + 10, Math.sqrt(30)]);
});

Deno.test("statisticsOf() loses nothing to rounding: a mean that is no number, terms that cancel out, sums that overflow", () => {
  // The mean is 1e16 + 4/3, between two numbers.
  const { std } = statisticsOf([1e16, 1e16 + 2, 1e16 + 2]);
  assertAlmostEquals(std!, Math.sqrt(4 / 3), 1e-12);
  assertAlmostEquals(statisticsOf([1e16, -1e16, 1]).mean, 1 / 3, 1e-12);
  const { mean, median } = statisticsOf([1.5e308, 1.7e308]);
  assertAlmostEquals(mean / 1.6e308, 1, 1e-12);
  assertAlmostEquals(median / 1.6e308, 1, 1e-12);
});

Deno.test("statisticsOf() has no deviation for a single value, and propagates NaN and infinities", () => {
  const told = (...sample: number[]) => {
    const { n, mean, std, ci95, median, min, max } = statisticsOf(sample);
    return [n, mean, std, ci95, median, min, max];
  };
  assertEquals(told(0.5), [1, 0.5, undefined, undefined, 0.5, 0.5, 0.5]);
  assertEquals(told(NaN), [1, NaN, undefined, undefined, NaN, NaN, NaN]);
  assertEquals(told(0.5, NaN), [2, NaN, NaN, NaN, NaN, NaN, NaN]);
  assertEquals(told(1, Infinity), [2, Infinity, NaN, NaN, Infinity, 1, Infinity]);
  assertEquals(told(-Infinity, 0, Infinity), [3, NaN, NaN, NaN, 0, -Infinity, Infinity]);
});

Deno.test({
  name: "statisticsOf() agrees with Python's exact statistics",
  ignore: !canRun(["python3", "--version"]),
  fn: () => {
    const samples = fc.sample(values, { numRuns: 200, seed: 1 });
    const script = "import json, statistics as s, sys\n" +
      "print(json.dumps([[s.mean(v), s.stdev(v), s.median(v)] for v in json.load(open(sys.argv[1]))]))";
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeTextFileSync(path, JSON.stringify(samples));
      const { stdout, success } = new Deno.Command("python3", { args: ["-c", script, path] }).outputSync();
      assert(success);
      const expected: [number, number, number][] = JSON.parse(new TextDecoder().decode(stdout));
      for (const [index, sample] of samples.entries()) {
        const { mean, std, median } = statisticsOf(sample);
        const scale = Math.max(...sample.map(Math.abs));
        assert(close(mean, expected[index]![0], scale), `mean of ${sample}: ${mean}`);
        assert(close(std!, expected[index]![1], scale), `stdev of ${sample}: ${std}`);
        assert(close(median, expected[index]![2], scale), `median of ${sample}: ${median}`);
      }
    } finally {
      Deno.removeSync(path);
    }
  },
});
