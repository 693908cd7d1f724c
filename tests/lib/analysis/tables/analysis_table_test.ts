import { assertEquals } from "@std/assert";
import { addNames, createNames } from "../../../../lib/analysis/result_names.ts";
import { analysisRows, analysisTable } from "../../../../lib/analysis/tables/analysis_table.ts";
import { printCsv } from "../../../../lib/analysis/tables/print_csv.ts";
import type { Table } from "../../../../lib/analysis/tables/table.ts";
import type { ExperimentResult } from "../../../../lib/results/experiment_result.ts";
import { exampleResult, exampleRun } from "../example_result.ts";

// Adds rows one experiment at a time, as an analysis does: later experiments can add columns.
function tableOf(experiments: readonly ExperimentResult[], grids?: ReadonlyMap<string, string>): Table {
  const names = createNames();
  const rows = experiments.flatMap((experiment) => {
    addNames(names, experiment);
    return analysisRows(experiment, names);
  });
  return analysisTable(names, rows, grids);
}

function records(
  experiments: readonly ExperimentResult[],
  grids?: ReadonlyMap<string, string>,
): Record<string, string>[] {
  const { columns, rows } = tableOf(experiments, grids);
  assertEquals(new Set(columns).size, columns.length, "no column comes twice");
  return Array.from(rows, (row) => {
    assertEquals(row.length, columns.length);
    return Object.fromEntries(columns.map((column, index) => [column, row[index]!]));
  });
}

const full = exampleResult({
  problem: "MNIST",
  model: "mlp",
  saved: "20261124_093000",
  statusTime: "20261124_093001",
  params: new Map([["training.lr", "0.1"]]),
  training: exampleRun({ loss: "0.50" }, {
    configuration: "a/training_configuration.yaml",
    started: "20261124_092900",
    seedTorch: "1",
    seedNumpy: "2",
    launchedWith: "a61303e0",
  }),
  validation: new Map([["accuracy", "0.9"]]),
  tests: [
    exampleRun({ accuracy: "0.8" }, {
      configuration: "a/test_1/testing_configuration.yaml",
      started: "20261124_093100",
      seedTorch: "3",
      seedNumpy: "4",
      launchedWith: "e0344f5b",
    }),
    exampleRun({ accuracy: "0.7", loss: "1" }),
  ],
});

Deno.test("analysisTable() has MI-Prometheus's groups in a fixed order, with the identity after the status", () => {
  assertEquals(tableOf([full]).columns, [
    "problem",
    "model",
    "model_save_timestamp",
    "training_terminal_status",
    "training_terminal_status_timestamp",
    "training_state",
    "experiment_id",
    "experiment_name",
    "repetition",
    "launched_with",
    "param_training.lr",
    "training_configuration_filepath",
    "training_start_timestamp",
    "training_seed_torch",
    "training_seed_numpy",
    "training_loss",
    "validation_accuracy",
    "test_configuration_filepath",
    "test_start_timestamp",
    "test_seed_torch",
    "test_seed_numpy",
    "test_launched_with",
    "test_accuracy",
    "test_loss",
  ]);
});

Deno.test("analysisTable() has one row per test; rows after the first only repeat the identity", () => {
  const [first, second, ...others] = records([full]);
  assertEquals(others, []);
  assertEquals(first, {
    problem: "MNIST",
    model: "mlp",
    model_save_timestamp: "20261124_093000",
    training_terminal_status: "succeeded",
    training_terminal_status_timestamp: "20261124_093001",
    training_state: "succeeded",
    experiment_id: "3f9c2a1b",
    experiment_name: "mlp",
    repetition: "0",
    launched_with: "a61303e0",
    "param_training.lr": "0.1",
    training_configuration_filepath: "a/training_configuration.yaml",
    training_start_timestamp: "20261124_092900",
    training_seed_torch: "1",
    training_seed_numpy: "2",
    training_loss: "0.50",
    validation_accuracy: "0.9",
    test_configuration_filepath: "a/test_1/testing_configuration.yaml",
    test_start_timestamp: "20261124_093100",
    test_seed_torch: "3",
    test_seed_numpy: "4",
    test_launched_with: "e0344f5b",
    test_accuracy: "0.8",
    test_loss: "",
  });
  const blank = Object.fromEntries(Object.keys(first!).map((column) => [column, ""]));
  assertEquals(second, {
    ...blank,
    experiment_id: "3f9c2a1b",
    experiment_name: "mlp",
    repetition: "0",
    launched_with: "a61303e0",
    "param_training.lr": "0.1",
    test_accuracy: "0.7",
    test_loss: "1",
  });
});

Deno.test("analysisTable() gives an experiment without tests one row", () => {
  const [row, ...others] = records([exampleResult({ status: "failed", state: "failed", trained: false })]);
  assertEquals([others, row!.training_terminal_status, row!.test_start_timestamp], [[], "failed", ""]);
});

Deno.test("analysisTable() has a grid column on every row if there are several grids", () => {
  const grids = new Map([["/x/a", "a"], ["/x/b", "b"]]);
  const rows = records([{ ...full, grid: "/x/a" }, exampleResult({ grid: "/x/b" })], grids);
  assertEquals(rows.map(({ grid }) => grid), ["a", "a", "b"]);
  assertEquals(tableOf([full], grids).columns.indexOf("grid"), 6);
});

Deno.test("analysisTable() orders results by first appearance", () => {
  const experiments = [
    exampleResult({ validation: new Map([["b", "1"]]), tests: [exampleRun({ f1: "3" })] }),
    exampleResult({ validation: new Map([["a", "4"], ["b", "2"]]) }),
  ];
  const { columns } = tableOf(experiments);
  assertEquals(columns.filter((column) => column.startsWith("validation_")), ["validation_b", "validation_a"]);
  assertEquals(records(experiments).map((row) => [row.validation_b, row.validation_a, row.test_f1]), [
    ...[["1", "", "3"], ["2", "4", ""]],
  ]);
});

Deno.test("analysisTable() takes a seed drawn by the trainer from its results", () => {
  const drawn = exampleRun({ seed_torch: "7", seed_numpy: "8" }, { seedTorch: "-1", seedNumpy: "5" });
  const [row] = records([exampleResult({ training: drawn })]);
  assertEquals([row!.training_seed_torch, row!.training_seed_numpy], ["7", "5"]);
});

Deno.test("analysisTable() drops results with reserved names", () => {
  const training = exampleRun({ terminal_status: "x", start_timestamp: "y", loss: "1" });
  const [row] = records([exampleResult({ training })]);
  assertEquals([row!.training_terminal_status, row!.training_start_timestamp], ["succeeded", ""]);
});

Deno.test("analysisTable() has a test_name column if some tests have names", () => {
  const tests = [exampleRun({ f1: "1", name: "mine" }), exampleRun({ f1: "2" }, { test: "noisy" })];
  const rows = records([exampleResult(), exampleResult({ tests })]);
  assertEquals(rows.map(({ test_name }) => test_name), ["", "", "noisy"]);
  assertEquals(tableOf([exampleResult()]).columns.includes("test_name"), false);
});

Deno.test("analysisTable() has the words of the trainer and the state of the run; trees have no states", () => {
  const experiment = exampleResult({ status: "Not converged: Episode Limit reached" });
  const [row] = records([{ ...experiment, state: "succeeded" }]);
  assertEquals([row!.training_terminal_status, row!.training_state], [
    "Not converged: Episode Limit reached",
    "succeeded",
  ]);
  assertEquals(tableOf([{ ...experiment, state: "" }]).columns.includes("training_state"), false);
});

Deno.test("analysisTable() without experiments has the fixed columns and no rows", () => {
  const { columns, rows } = tableOf([]);
  assertEquals([columns.length, [...rows].length], [18, 0]);
});

Deno.test("analysisTable() writes a single space for empty cells in CSV, like MI-Prometheus's analyzer", () => {
  const [, line] = printCsv(tableOf([exampleResult()]));
  assertEquals(line, " , , ,succeeded, ,succeeded,3f9c2a1b,mlp,0, , , , , , , , , , \n");
});
