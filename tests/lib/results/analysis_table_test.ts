import { assertEquals } from "@std/assert";
import { analysisTable } from "../../../lib/results/analysis_table.ts";
import type { ExperimentResult } from "../../../lib/results/experiment_result.ts";
import { exampleResult, exampleRun } from "./example_result.ts";

function records(experiments: readonly ExperimentResult[], withGrid = false): Record<string, string>[] {
  const { columns, rows } = analysisTable(experiments, withGrid);
  assertEquals(new Set(columns).size, columns.length, "no column comes twice");
  return rows.map((row) => {
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
  }),
  validation: new Map([["accuracy", "0.9"]]),
  tests: [
    exampleRun({ accuracy: "0.8" }, {
      configuration: "a/test_1/testing_configuration.yaml",
      started: "20261124_093100",
      seedTorch: "3",
      seedNumpy: "4",
    }),
    exampleRun({ accuracy: "0.7", loss: "1" }),
  ],
});

Deno.test("analysisTable() has MI-Prometheus's groups in a fixed order, with the identity after the status", () => {
  assertEquals(analysisTable([full], false).columns, [
    "problem",
    "model",
    "model_save_timestamp",
    "training_terminal_status",
    "training_terminal_status_timestamp",
    "experiment_id",
    "experiment_name",
    "repetition",
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
    "test_accuracy",
    "test_loss",
  ]);
});

Deno.test("analysisTable() has a row for each test; further ones repeat the identity alone, and blanks are a space", () => {
  const [first, second, ...others] = records([full]);
  assertEquals(others, []);
  assertEquals(first, {
    problem: "MNIST",
    model: "mlp",
    model_save_timestamp: "20261124_093000",
    training_terminal_status: "succeeded",
    training_terminal_status_timestamp: "20261124_093001",
    experiment_id: "3f9c2a1b",
    experiment_name: "mlp",
    repetition: "0",
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
    test_accuracy: "0.8",
    test_loss: " ",
  });
  const blank = Object.fromEntries(Object.keys(first!).map((column) => [column, " "]));
  assertEquals(second, {
    ...blank,
    experiment_id: "3f9c2a1b",
    experiment_name: "mlp",
    repetition: "0",
    "param_training.lr": "0.1",
    test_accuracy: "0.7",
    test_loss: "1",
  });
});

Deno.test("analysisTable() gives an experiment without tests one row", () => {
  const [row, ...others] = records([exampleResult({ status: "failed", trained: false })]);
  assertEquals([others, row!.training_terminal_status, row!.test_start_timestamp], [[], "failed", " "]);
});

Deno.test("analysisTable() tells the grid where there are several, on every row", () => {
  const rows = records([{ ...full, grid: "a" }, exampleResult({ grid: "b" })], true);
  assertEquals(rows.map(({ grid }) => grid), ["a", "a", "b"]);
  assertEquals(analysisTable([full], true).columns.indexOf("grid"), 5);
});

Deno.test("analysisTable() orders results as the experiments first have them", () => {
  const { columns } = analysisTable([
    exampleResult({ validation: new Map([["b", "1"]]) }),
    exampleResult({ validation: new Map([["a", "1"], ["b", "2"]]) }),
  ], false);
  assertEquals(columns.filter((column) => column.startsWith("validation_")), ["validation_b", "validation_a"]);
});

Deno.test("analysisTable() takes a seed that the trainer drew from its results", () => {
  const drawn = exampleRun({ seed_torch: "7", seed_numpy: "8" }, { seedTorch: "-1", seedNumpy: "5" });
  const [row] = records([exampleResult({ training: drawn })]);
  assertEquals([row!.training_seed_torch, row!.training_seed_numpy], ["7", "5"]);
});

Deno.test("analysisTable() keeps results out of the columns that have a meaning of their own", () => {
  const training = exampleRun({ terminal_status: "x", start_timestamp: "y", loss: "1" });
  const [row] = records([exampleResult({ training })]);
  assertEquals([row!.training_terminal_status, row!.training_start_timestamp], ["succeeded", " "]);
});

Deno.test("analysisTable() of nothing has its fixed columns and no rows", () => {
  const { columns, rows } = analysisTable([], false);
  assertEquals([columns.length, rows.length], [16, 0]);
});
