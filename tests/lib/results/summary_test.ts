import { assertEquals } from "@std/assert";
import { summarize, summaryTable } from "../../../lib/results/summary.ts";
import { exampleResult, exampleRun } from "./example_result.ts";

function accuracy(value: string, repetition: number) {
  return exampleResult({ repetition, validation: new Map([["accuracy", value]]) });
}

Deno.test("summarize() has mean and sample deviation over the repetitions of a configuration", () => {
  const { columns, configurations } = summarize([accuracy("1", 0), exampleResult({ name: "cnn" }), accuracy("2", 1)]);
  assertEquals(columns, ["validation_accuracy"]);
  assertEquals(configurations.map(({ name, n }) => [name, n]), [["mlp", 2], ["cnn", 1]]);
  assertEquals(configurations[0]!.results.get("validation_accuracy"), { n: 2, mean: 1.5, std: Math.SQRT1_2 });
});

Deno.test("summarize() averages the tests of a model first, and counts models", () => {
  const test = (value: string) => exampleRun({ accuracy: value });
  const { configurations } = summarize([
    exampleResult({ tests: [test("0"), test("0"), test("3")] }),
    exampleResult({ tests: [test("2")] }),
  ]);
  assertEquals(configurations[0]!.n, 2);
  assertEquals(configurations[0]!.results.get("test_accuracy"), { n: 2, mean: 1.5, std: Math.SQRT1_2 });
});

Deno.test("summarize() keeps tests of different names apart", () => {
  const test = (name: string, value: string) => exampleRun({ accuracy: value }, { test: name });
  const { columns, configurations } = summarize([
    exampleResult({ tests: [test("clean", "1"), test("noisy", "0"), test("noisy", "0.5")] }),
    exampleResult({ tests: [test("clean", "1")] }),
  ]);
  assertEquals(columns, ["test_clean_accuracy", "test_noisy_accuracy"]);
  assertEquals(configurations[0]!.results.get("test_clean_accuracy"), { n: 2, mean: 1, std: 0 });
  assertEquals(configurations[0]!.results.get("test_noisy_accuracy"), { n: 1, mean: 0.25, std: undefined });
});

Deno.test("summarize() counts trained models alone, and lists configurations without any", () => {
  const failed = { ...accuracy("100", 1), status: "failed", trained: false };
  const { configurations } = summarize([accuracy("1", 0), failed, { ...failed, name: "cnn", configuration: "cnn" }]);
  assertEquals(configurations.map(({ n }) => n), [1, 0]);
  assertEquals(configurations[0]!.results.get("validation_accuracy"), { n: 1, mean: 1, std: undefined });
});

Deno.test("summarize() has means of numbers alone, over the models that have them", () => {
  const { columns, configurations } = summarize([
    exampleResult({ training: exampleRun({ loss: "1", note: "good", odd: "1" }) }),
    exampleResult({ training: exampleRun({ note: "bad", odd: "diverged" }) }),
    exampleResult({ training: exampleRun({ loss: "", nan: "NaN" }) }),
  ]);
  assertEquals(columns, ["training_loss", "training_nan"]);
  assertEquals(configurations[0]!.results.get("training_loss"), { n: 1, mean: 1, std: undefined });
  assertEquals(configurations[0]!.results.get("training_nan")!.mean, NaN);
});

Deno.test("summarize() keeps configurations of the same name in different grids apart", () => {
  const { configurations } = summarize([exampleResult({ grid: "a" }), exampleResult({ grid: "b" })]);
  assertEquals(configurations.map(({ grid, n }) => [grid, n]), [["a", 1], ["b", 1]]);
});

Deno.test("summaryTable() has a row for each configuration, with _mean and _std of each result", () => {
  const params = new Map([["lr", "0.1"]]);
  const models = ["0.25", "0.75"].map((loss) =>
    exampleResult({ params, problem: "MNIST", training: exampleRun({ loss }, { configuration: "a.yaml" }) })
  );
  const { columns, rows } = summaryTable(summarize([...models, exampleResult({ name: "cnn" })]), false);
  assertEquals(columns, [
    ...["problem", "model", "experiment_name", "n", "param_lr", "training_configuration_filepath"],
    ...["training_loss_mean", "training_loss_std"],
  ]);
  assertEquals(rows, [
    ["MNIST", " ", "mlp", "2", "0.1", "a.yaml", "0.5", String(Math.sqrt(0.125))],
    [" ", " ", "cnn", "1", " ", " ", " ", " "],
  ]);
  assertEquals(summaryTable(summarize(models), true).columns[2], "grid");
});
