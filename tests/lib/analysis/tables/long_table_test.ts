import { assertEquals } from "@std/assert";
import { addNames, createNames } from "../../../../lib/analysis/result_names.ts";
import { longRows, longTable } from "../../../../lib/analysis/tables/long_table.ts";
import type { ExperimentResult } from "../../../../lib/results/experiment_result.ts";
import { exampleResult, exampleRun } from "../example_result.ts";

function tableOf(experiments: readonly ExperimentResult[], grids?: ReadonlyMap<string, string>): string[][] {
  const names = createNames();
  const rows = experiments.flatMap((experiment) => {
    addNames(names, experiment);
    return longRows(experiment, names);
  });
  const { columns, rows: lines } = longTable(names, rows, grids);
  return [[...columns], ...Array.from(lines, (line) => [...line])];
}

Deno.test("longTable() has one row per numeric result of training, validation and tests", () => {
  const table = tableOf([
    exampleResult({
      params: new Map([["lr", "0.1"]]),
      training: exampleRun({ loss: "0.50", note: "fine", terminal_status: "7" }, { launchedWith: "a61303e0" }),
      validation: new Map([["accuracy", "nan"]]),
      tests: [exampleRun({ accuracy: "0.8" }, { started: "20261124_093100" }), exampleRun({ accuracy: "0.7" })],
    }),
    exampleResult({
      name: "cnn",
      repetition: 1,
      status: "failed",
      state: "failed",
      trained: false,
      params: new Map([["width", "64"]]),
      validation: new Map([["accuracy", ""]]),
      training: exampleRun({ loss: "9" }),
    }),
  ]);
  assertEquals(table, [
    [
      ...["experiment_id", "experiment_name", "repetition", "launched_with", "param_lr", "param_width"],
      ...["training_terminal_status", "training_state", "stage", "test_start_timestamp", "metric", "value"],
    ],
    ["3f9c2a1b", "mlp", "0", "a61303e0", "0.1", "", "succeeded", "succeeded", "training", "", "loss", "0.50"],
    ["3f9c2a1b", "mlp", "0", "a61303e0", "0.1", "", "succeeded", "succeeded", "validation", "", "accuracy", "nan"],
    [
      "3f9c2a1b",
      "mlp",
      "0",
      "a61303e0",
      "0.1",
      "",
      "succeeded",
      "succeeded",
      "test",
      "20261124_093100",
      "accuracy",
      "0.8",
    ],
    ["3f9c2a1b", "mlp", "0", "a61303e0", "0.1", "", "succeeded", "succeeded", "test", "", "accuracy", "0.7"],
    ["3f9c2a1b", "cnn", "1", "", "", "64", "failed", "failed", "training", "", "loss", "9"],
  ]);
});

Deno.test("longTable() has a test_name column if some tests have names", () => {
  const tests = [exampleRun({ f1: "1" }, { test: "clean" }), exampleRun({ f1: "2" }, { test: "noisy" })];
  const [columns, ...rows] = tableOf([exampleResult({ tests })]);
  assertEquals(rows.map((row) => row[columns!.indexOf("test_name")]), ["clean", "noisy"]);
});

Deno.test("longTable() has a grid column first if there are several grids", () => {
  const experiment = exampleResult({ grid: "/x/a", training: exampleRun({ loss: "1" }) });
  const [columns, row] = tableOf([experiment], new Map([["/x/a", "a"]]));
  assertEquals([columns![0], row![0]], ["grid", "a"]);
});
