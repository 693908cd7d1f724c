import { assertEquals } from "@std/assert";
import { findMetric, findModel, findResults } from "../../../lib/inspect/findings.ts";
import { NO_VALUE } from "../../../lib/results/experiment_result.ts";

const results = (fields: Record<string, string>) => new Map(Object.entries(fields));

Deno.test("results are listed without durations, which say nothing about the run", () => {
  const found = { results: results({ training_duration_s: "3", validation_loss: "0.5" }), names: [], problems: [] };
  assertEquals(findResults("train", found), [{ name: "results", text: "validation_loss=0.5", isMissing: false }]);
});

Deno.test("where results were read is said by file, with their names there", () => {
  const origins = [
    { column: "validation_acc", file: "metrics.csv", key: "val_acc" },
    { column: "training_loss", file: "log.txt", key: "training_loss" },
    { column: "training_gone", file: "log.txt", key: "gone" },
  ];
  const found = { results: results({ validation_acc: "1", training_loss: "2" }), names: [], problems: [], origins };
  assertEquals(findResults("train", found).map(({ text }) => text), [
    "validation_acc=1 training_loss=2",
    "from metrics.csv: val_acc as validation_acc",
    "from log.txt: training_loss",
  ]);
});

Deno.test("without results, it is said where they were looked for, what is there, and what to write", () => {
  const nothing = { results: results({ training_duration_s: "3" }), names: [], problems: [] };
  assertEquals(findResults("train", nothing)[0]!.text, "none: the run left nothing in its directory");
  assertEquals(
    findResults("test", nothing)[0]!.text,
    "none: the run left nothing in its directory: does its command use {test_dir}, or $GRID_TEST_DIR?; " +
      'write {"testing": {"accuracy": 0.9}} to {test_dir}/metrics.json, for example',
  );
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  assertEquals(
    findResults("test", { ...nothing, names })[0]!.text,
    "none: looked for metrics.json and testing_set_agg_statistics.csv in {test_dir}, which has a, b, c, d, e, f and 2 more; " +
      'write {"testing": {"accuracy": 0.9}} to {test_dir}/metrics.json, for example',
  );
  assertEquals(findResults("train", { ...nothing, problems: ["metrics.json: no JSON"] }), [
    { name: "results", text: "none", isMissing: false },
    { name: "", text: "metrics.json: no JSON", isMissing: true },
  ]);
});

Deno.test("a checkpoint is missing only where a test or the grid file needs it", () => {
  const search = { found: undefined, glob: "models/model_best.*", isNeeded: true, names: ["model.pt"] };
  assertEquals(findModel(search), [{
    name: "checkpoint",
    text:
      "none: nothing in {dir}, which has model.pt, matches models/model_best.*: save the model there, or change the " +
      "setting checkpoint",
    isMissing: true,
  }]);
  assertEquals(findModel({ ...search, isNeeded: false }), []);
  assertEquals(findModel({ ...search, found: "model.pt" })[0]!.isMissing, false);
});

Deno.test("the metric of the grid is found as an analysis finds it, and has to be a number", () => {
  const metric = (name: string, fields: Record<string, string>) =>
    findMetric({ name, goal: "maximize" }, results(fields));
  assertEquals(metric("accuracy", { validation_accuracy: "0.5" }), {
    name: "metric",
    text: "validation_accuracy=0.5",
    isMissing: false,
  });
  assertEquals(
    metric("validation_acuracy", { validation_accuracy: "1" }).text,
    'unknown result "validation_acuracy", did you mean "validation_accuracy"?',
  );
  assertEquals(
    metric("validation_loss", { validation_loss: "low" }).text,
    'validation_loss: expected a number, got "low"',
  );
  assertEquals(
    metric("validation_loss", { validation_loss: NO_VALUE }).text,
    "validation_loss: expected a number, got no value",
  );
  for (const fields of [{}, { training_loss: "1" }]) assertEquals(metric("test_loss", fields).isMissing, true);
});
