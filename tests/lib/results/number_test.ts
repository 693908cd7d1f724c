import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { momentsOf, parseNumber } from "../../../lib/results/number.ts";

const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }), { minLength: 2 });

function close(a: number, b: number, scale: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-12 * scale + Number.MIN_VALUE;
}

Deno.test("parseNumber() reads numbers as Python, JSON and MI-Prometheus write them", () => {
  for (
    const [text, number] of [
      ["0.6953568526", 0.6953568526],
      ["000049", 49],
      ["1e-05", 1e-5],
      ["-1.", -1],
      [".5", 0.5],
      ["+3", 3],
      ["NaN", NaN],
      ["nan", NaN],
      ["inf", Infinity],
      ["-Infinity", -Infinity],
    ] as const
  ) assertEquals(parseNumber(text), number);
});

Deno.test("parseNumber() takes no words, dates or sizes for numbers", () => {
  for (
    const text of [
      "",
      " ",
      "true",
      "0x10",
      "1_000",
      "20261124_093000",
      "1.2.3",
      "1e",
      "e5",
      "-",
      "12:30",
      "1 2",
      "tensor(0.5)",
    ]
  ) {
    assertEquals(parseNumber(text), undefined, text);
  }
});

Deno.test("momentsOf() agrees with the plain formula", () => {
  fc.assert(fc.property(values, (sample) => {
    const { n, mean, std } = momentsOf(sample);
    const scale = Math.max(...sample.map(Math.abs));
    const plainMean = sample.reduce((sum, value) => sum + value, 0) / n;
    const plainStd = Math.hypot(...sample.map((value) => value - mean)) / Math.sqrt(n - 1);
    assertEquals(n, sample.length);
    assert(close(mean, plainMean, scale * n), `${mean} ${plainMean}`);
    assert(close(std!, plainStd, scale), `${std} ${plainStd}`);
  }));
});

Deno.test("momentsOf() is exact for equal values, and for tiny deviations from a large mean", () => {
  assertEquals(momentsOf([0.1, 0.1, 0.1]), { n: 3, mean: 0.1, std: 0 });
  assertEquals(momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]), { n: 4, mean: 1e9 + 10, std: Math.sqrt(30) });
});

Deno.test("momentsOf() has no deviation of a single value, and passes NaN and infinities on", () => {
  assertEquals(momentsOf([0.5]), { n: 1, mean: 0.5, std: undefined });
  assertEquals(momentsOf([NaN]), { n: 1, mean: NaN, std: undefined });
  assertEquals(momentsOf([0.5, NaN]), { n: 2, mean: NaN, std: NaN });
  assertEquals(momentsOf([1, Infinity]), { n: 2, mean: Infinity, std: NaN });
  assertEquals(momentsOf([-Infinity, Infinity]), { n: 2, mean: NaN, std: NaN });
});

Deno.test({
  name: "momentsOf() agrees with Python's exact statistics.mean and statistics.stdev",
  ignore: !hasPython(),
  fn: () => {
    const samples = fc.sample(values, { numRuns: 200, seed: 1 });
    const script = "import json, statistics, sys\n" +
      "print(json.dumps([[statistics.mean(s), statistics.stdev(s)] for s in json.load(open(sys.argv[1]))]))";
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeTextFileSync(path, JSON.stringify(samples));
      const { stdout, success } = new Deno.Command("python3", { args: ["-c", script, path] }).outputSync();
      assert(success);
      const expected: [number, number][] = JSON.parse(new TextDecoder().decode(stdout));
      for (const [index, sample] of samples.entries()) {
        const { mean, std } = momentsOf(sample);
        const scale = Math.max(...sample.map(Math.abs));
        assert(close(mean, expected[index]![0], scale), `mean of ${sample}: ${mean}`);
        assert(close(std!, expected[index]![1], scale), `stdev of ${sample}: ${std}`);
      }
    } finally {
      Deno.removeSync(path);
    }
  },
});

function hasPython(): boolean {
  try {
    return new Deno.Command("python3", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
