import { assertEquals } from "@std/assert";
import {
  addMetrics,
  describeRuns,
  type MlflowRun,
  newestRun,
  parseMetricLine,
} from "../../../../lib/results/formats/mlflow.ts";
import { createSeriesCollector } from "../../../../lib/results/series.ts";

const run = (id: string, started: number, options: Partial<MlflowRun> = {}): MlflowRun => ({
  ...{ id, name: "", started, isDeleted: false, isNested: false },
  ...options,
});

Deno.test("the newest run counts that is neither deleted nor a part of another one, and others are told", () => {
  const runs = [run("a", 2), run("b", 1), run("c", 3, { isNested: true }), run("d", 4, { isDeleted: true })];
  assertEquals(newestRun(runs)?.id, "a");
  assertEquals(describeRuns(runs, runs[0]!), "holds 2 runs: only the newest is read, a");
  assertEquals(newestRun([run("c", 3, { isNested: true })])?.id, "c");
  assertEquals(newestRun([run("d", 4, { isDeleted: true })]), undefined);
  assertEquals(describeRuns([runs[0]!, runs[2]!], runs[0]!), undefined);
});

Deno.test("a line of a metric has a time, a value and a step", () => {
  assertEquals(parseMetricLine("loss", "1700000000000 0.5 3"), {
    key: "loss",
    time: 1700000000000,
    value: 0.5,
    step: 3,
  });
  assertEquals(parseMetricLine("loss", "1700000000000 nan -1")?.value, NaN);
  assertEquals(parseMetricLine("loss", "1700000000000 0.5")?.step, 0);
  for (const line of [`${"1".repeat(1e6)}x 1 1`, "", "x", "1", "1 x 2", "1 2 x"]) {
    assertEquals(parseMetricLine("loss", line), undefined);
  }
});

Deno.test("of each step the newest value counts, and values without a step are counted", () => {
  const collector = createSeriesCollector();
  addMetrics([
    ...[[3, 2, 0.2], [1, 1, 0.1], [5, 1, 0.15]].map(([time, step, value]) => ({
      ...{ key: "a", time: time!, step: step!, value: value! },
    })),
    ...[[1, 0.5], [3, 0.25], [2, 0.3]].map(([time, value]) => ({ key: "b", time: time!, step: 0, value: value! })),
    { key: "c", time: 1, step: 0, value: 1 },
  ], collector);
  const series = collector.finish("step").map(({ key, steps, values }) => [key, [...steps], [...values]]);
  assertEquals(series, [["a", [1, 2], [0.15, 0.2]], ["b", [1, 2, 3], [0.5, 0.3, 0.25]], ["c", [0], [1]]]);
});
