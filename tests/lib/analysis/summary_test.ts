import { assertEquals } from "@std/assert";
import { describeSelected } from "../../../lib/analysis/describe_doubts.ts";
import { createNames } from "../../../lib/analysis/result_names.ts";
import { statisticsOf } from "../../../lib/analysis/statistics.ts";
import { createSummary } from "../../../lib/analysis/summary.ts";
import { chooseColumns, summaryTable } from "../../../lib/analysis/tables/summary_table.ts";
import { NO_VALUE } from "../../../lib/results/experiment_result.ts";
import type { RunStateName } from "../../../lib/run/run_state.ts";
import { exampleResult, exampleRun } from "./example_result.ts";
import { summarize } from "./summarize.ts";

function accuracy(value: string, repetition: number) {
  return exampleResult({ repetition, validation: new Map([["accuracy", value]]) });
}

Deno.test("summarize() computes statistics over the repetitions of a configuration", () => {
  const { columns, configurations } = summarize([accuracy("1", 0), exampleResult({ name: "cnn" }), accuracy("2", 1)]);
  assertEquals(columns, ["validation_accuracy"]);
  assertEquals(configurations.map(({ name, n }) => [name, n]), [["mlp", 2], ["cnn", 1]]);
  const { n, mean, std, median, min, max } = configurations[0]!.statistics("validation_accuracy")!;
  assertEquals([n, mean, std, median, min, max], [2, 1.5, Math.SQRT1_2, 1.5, 1, 2]);
});

Deno.test("summarize() does not count None as a value", () => {
  const { configurations } = summarize([accuracy("1", 0), accuracy(NO_VALUE, 1)]);
  assertEquals(configurations[0]!.n, 2);
  assertEquals(configurations[0]!.statistics("validation_accuracy")!.n, 1);
});

Deno.test("summarize() keeps results apart if names of tests and results collide", () => {
  const { columns, configurations } = summarize([exampleResult({
    tests: [
      exampleRun({ accuracy_top1: "0.5" }, { test: "clean" }),
      exampleRun({ top1: "1" }, { test: "clean_accuracy" }),
    ],
  })]);
  assertEquals(columns, ["test_clean_accuracy_top1", "test_clean_accuracy.top1"]);
  assertEquals(columns.map((column) => configurations[0]!.statistics(column)!.mean), [0.5, 1]);
});

Deno.test("summarize() averages the tests of a model first, and counts models", () => {
  const test = (value: string) => exampleRun({ accuracy: value });
  const { configurations } = summarize([
    exampleResult({ tests: [test("0"), test("0"), test("3")] }),
    exampleResult({ tests: [test("2")] }),
  ]);
  assertEquals(configurations[0]!.n, 2);
  const { n, mean, std } = configurations[0]!.statistics("test_accuracy")!;
  assertEquals([n, mean, std], [2, 1.5, Math.SQRT1_2]);
});

Deno.test("summarize() keeps tests of different names apart", () => {
  const test = (name: string, value: string) => exampleRun({ accuracy: value }, { test: name });
  const { columns, configurations } = summarize([
    exampleResult({ tests: [test("clean", "1"), test("noisy", "0"), test("noisy", "0.5")] }),
    exampleResult({ tests: [test("clean", "1")] }),
  ]);
  assertEquals(columns, ["test_clean_accuracy", "test_noisy_accuracy"]);
  const of = (column: string) => configurations[0]!.statistics(column)!;
  assertEquals([of("test_clean_accuracy").n, of("test_clean_accuracy").mean], [2, 1]);
  assertEquals([of("test_noisy_accuracy").n, of("test_noisy_accuracy").mean], [1, 0.25]);
});

Deno.test("summarize() only counts trained models, and lists configurations without any", () => {
  const failed = { ...accuracy("100", 1), state: "failed", trained: false } as const;
  const { configurations } = summarize([accuracy("1", 0), failed, { ...failed, name: "cnn", configuration: "cnn" }]);
  assertEquals(configurations.map(({ n }) => n), [1, 0]);
  const { n, mean, std } = configurations[0]!.statistics("validation_accuracy")!;
  assertEquals([n, mean, std], [1, 1, undefined]);
});

Deno.test("summarize() counts failed and unfinished repetitions", () => {
  const run = (state: RunStateName, repetition: number) => exampleResult({ state, repetition, trained: false });
  const states = ["failed", "timed_out", "running", "interrupted", "lost", "unknown"] as const;
  const { configurations, pending } = summarize([accuracy("1", 0), ...states.map(run)], ["mlp", "cnn", "cnn", "vit"]);
  assertEquals(configurations.map(({ n, failed, unfinished }) => [n, failed, unfinished]), [[1, 2, 5]]);
  assertEquals(pending, 2, "of two configurations nothing was started");
});

Deno.test("summarize() only has statistics of numbers, over the models that have them", () => {
  const { columns, configurations } = summarize([
    exampleResult({ training: exampleRun({ loss: "1", note: "good", odd: "1" }) }),
    exampleResult({ training: exampleRun({ note: "bad", odd: "diverged" }) }),
    exampleResult({ training: exampleRun({ loss: "", nan: "NaN" }) }),
  ]);
  assertEquals(columns, ["training_loss", "training_nan"]);
  const [row] = configurations;
  assertEquals([row!.statistics("training_loss")?.n, row!.statistics("training_nan")?.mean], [1, NaN]);
  for (const column of ["training_note", "training_odd", "training_nothing"]) {
    assertEquals(row!.statistics(column), undefined, column);
  }
});

Deno.test("summarize() keeps configurations of the same name in different grids apart", () => {
  const { configurations } = summarize([exampleResult({ grid: "a" }), exampleResult({ grid: "b" })]);
  assertEquals(configurations.map(({ grid, n }) => [grid, n]), [["a", 1], ["b", 1]]);
});

Deno.test("summarize() uses the given names of grids", () => {
  const names = createNames();
  const builder = createSummary(names);
  builder.add(exampleResult({ grid: "/x/a" }));
  assertEquals(builder.finish(new Map([["/x/a", "a"]])).configurations.map(({ grid }) => grid), ["a"]);
});

Deno.test("summaryTable() has one row per configuration, with the statistics of each result", () => {
  const params = new Map([["lr", "0.1"]]);
  const models = ["0.25", "0.75"].map((loss) =>
    exampleResult({
      params,
      problem: "MNIST",
      training: exampleRun({ loss }, { configuration: "a.yaml", launchedWith: `a${loss}` }),
      tests: [exampleRun({}, { launchedWith: "t1" })],
    })
  );
  const summary = summarize([
    ...models,
    exampleResult({ name: "cnn", status: "failed", state: "failed", trained: false }),
  ]);
  const { columns, rows } = summaryTable(summary, false);
  assertEquals(columns, [
    ...["problem", "model", "experiment_name", "n", "failed", "stopped", "unfinished"],
    ...["launched_with", "test_launched_with"],
    "param_lr",
    "training_configuration_filepath",
    ...["n", "mean", "std", "ci95", "median", "min", "max"].map((statistic) => `training_loss_${statistic}`),
  ]);
  const { std, ci95 } = statisticsOf([0.25, 0.75]);
  assertEquals([...rows], [
    [
      "MNIST",
      "",
      "mlp",
      "2",
      "0",
      "0",
      "0",
      "a0.25 a0.75",
      "t1",
      "0.1",
      "a.yaml",
      "2",
      "0.5",
      String(std),
      String(ci95),
      "0.5",
      "0.25",
      "0.75",
    ],
    ["", "", "cnn", "0", "1", "0", "0", "", "", "", "", "0", "", "", "", "", "", ""],
  ]);
  assertEquals(summaryTable(summarize(models), true).columns[2], "grid");
});

Deno.test("summaryTable() writes numbers that are read back as doubles", () => {
  const results = { big: "18446744073709551615", small: "1e-7", inf: "inf", nan: "nan" };
  const { columns, rows } = summaryTable(summarize([exampleResult({ training: exampleRun(results) })]), false);
  const [row] = [...rows];
  const cell = (name: string) => row![columns.indexOf(`training_${name}_mean`)];
  assertEquals(Object.keys(results).map(cell), ["1.8446744073709552e+19", "1e-7", "Infinity", "NaN"]);
});

function launched(launchedWith: string | undefined, tests: readonly (readonly [string | undefined, string])[] = []) {
  const by = (hash: string | undefined) => hash === undefined ? {} : { launchedWith: hash };
  return exampleResult({
    training: exampleRun({}, by(launchedWith)),
    tests: tests.map(([test, hash]) => exampleRun({}, { ...by(hash), ...(test !== undefined && { test }) })),
  });
}

Deno.test("summarize() lists what models were launched with, and what is mixed: trainings, and tests of one name", () => {
  const { configurations: [mixed] } = summarize([
    launched("a", [["clean", "t"], ["noisy", "u"]]),
    launched(undefined),
    launched("b", [["clean", "t"], ["noisy", "v"]]),
    launched("a"),
  ]);
  assertEquals([mixed!.launchedWith, mixed!.mixtures], [["a", "b"], [["a", "b"], ["u", "v"]]]);
  const { configurations: [same] } = summarize([launched("a", [[undefined, "t"]]), launched("a", [[undefined, "t"]])]);
  assertEquals([same!.launchedWith, same!.mixtures], [["a"], []]);
});

Deno.test("summarize() leaves untrained models out of what models were launched with", () => {
  const { configurations: [row] } = summarize([
    launched("a"),
    { ...launched("b"), status: "failed", state: "failed", trained: false },
  ]);
  assertEquals(row!.launchedWith, ["a"]);
});

Deno.test("summarize() recognizes repetitions whose numbers are all equal", () => {
  const isRepeated = (...losses: readonly (Record<string, string>)[]) =>
    summarize(losses.map((results) => exampleResult({ training: exampleRun(results) }))).configurations[0]!.isRepeated;
  assertEquals(
    isRepeated({ loss: "0.5", acc: "nan" }, { loss: "0.50", acc: "NaN" }, { loss: "0.5", acc: "nan" }),
    true,
  );
  assertEquals(isRepeated({ loss: "0.5" }, { loss: "0.5" }, { loss: "0.6" }), false);
  assertEquals(isRepeated({ loss: "0.5" }, { loss: "0.5", acc: "1" }), false);
  assertEquals(isRepeated({ loss: "0.5", acc: "1" }, { loss: "0.5" }), false);
  assertEquals(isRepeated({ loss: "0.5", train_time_s: "1" }, { loss: "0.5", train_time_s: "2" }), true, "a clock");
  assertEquals(isRepeated({ elapsed: "1" }, { elapsed: "1" }), false, "only a clock");
  assertEquals(isRepeated({ loss: "0.5" }), false, "a single model");
  assertEquals(isRepeated({ note: "fine" }, { note: "fine" }), false, "no numbers");
});

Deno.test("means of fresh seeds leave out what early stopping has selected, and take two or more", () => {
  const seed = (name: string, repetition: number, accuracy: string, judged = false) =>
    exampleResult({
      name,
      repetition,
      validation: new Map([["accuracy", accuracy]]),
      ...(judged && { judged: true as const }),
    });
  const summary = summarize([
    seed("a", 0, "0.9", true),
    seed("a", 1, "0.5"),
    seed("a", 2, "0.7"),
    seed("b", 0, "0.8", true),
    seed("b", 1, "0.6"),
  ]);
  const [a, b] = summary.configurations;
  assertEquals([a!.judged, a!.n, a!.fresh("validation_accuracy")], [1, 3, statisticsOf([0.5, 0.7])]);
  assertEquals([b!.judged, b!.n, b!.fresh("validation_accuracy")], [1, 2, undefined]);
  const { columns, rows } = summaryTable(summary, false);
  const fresh = ["n", "mean", "std", "ci95"].map((statistic) => `validation_accuracy_fresh_${statistic}`);
  // After all columns of earlier versions.
  assertEquals(columns.slice(-4), fresh);
  const { mean, std, ci95 } = statisticsOf([0.5, 0.7]);
  assertEquals(Array.from(rows, (row) => row.slice(-4)), [
    ["2", String(mean), String(std), String(ci95)],
    ["0", "", "", ""],
  ]);
  assertEquals(chooseColumns(["validation_accuracy"], columns), { columns: columns.slice(-11) });
  const unjudged = summarize([seed("a", 0, "0.9"), seed("a", 1, "0.5")]);
  assertEquals(summaryTable(unjudged, false).columns.filter((name) => name.includes("fresh")), []);
});

Deno.test("what is said beside the best configuration tells the mean of its fresh seeds, or how to get one", () => {
  const seeds = (name: string, accuracies: readonly string[]) =>
    accuracies.map((accuracy, repetition) =>
      exampleResult({
        name,
        repetition,
        validation: new Map([["accuracy", accuracy]]),
        ...(repetition === 0 && { judged: true as const }),
      })
    );
  const describe = (accuracies: readonly string[], others = seeds("b", ["0.1"])) => {
    const summary = summarize([...seeds("a", accuracies), ...others]);
    return describeSelected(summary.configurations[0]!, "validation_accuracy", summary);
  };
  assertEquals(
    describe(["0.9", "0.5", "0.7"]),
    "the mean of a includes the seed that early stopping selected, and is likely too good: its 2 fresh seeds have " +
      "0.6000 ± 0.1414 (--fresh shows them for all)",
  );
  assertEquals(
    describe(["0.9"]),
    "the mean of a is of the seed that early stopping selected, and is likely too good: two further repetitions would " +
      "tell (experiment_repetitions: 3, --resume)",
  );
  assertEquals(describe(["0.9"], []), undefined);
});
