import { assertEquals } from "@std/assert";
import { findDoubts, type FirstRun, resultsByColumn } from "../../../lib/analysis/first_results.ts";
import { exampleResult, exampleRun } from "./example_result.ts";

const ACCURACY = { name: "validation_accuracy", goal: "maximize" } as const;

function firstRun(results: Readonly<Record<string, string>>, changes: Partial<FirstRun> = {}): FirstRun {
  return {
    stage: "train",
    hasResults: Object.keys(results).length > 0,
    results: new Map([["training_duration_s", "1.5"], ...Object.entries(results)]),
    hasCheckpoint: false,
    isTested: false,
    tests: [],
    ...changes,
  };
}

function doubtsOf(run: FirstRun, name?: string, ...required: readonly string[]): string[] {
  const doubts = findDoubts(run, { metric: name === undefined ? undefined : { ...ACCURACY, name }, required });
  return doubts.map((doubt) => doubt.kind === "none" ? "none" : `${doubt.kind}: ${doubt.problem}`);
}

Deno.test("a run without results lacks everything, which is told once", () => {
  assertEquals(doubtsOf(firstRun({})), ["none"]);
  assertEquals(doubtsOf(firstRun({}), "validation_accuracy", "test_loss"), ["none"]);
});

Deno.test("a training that leaves a checkpoint for its tests needs no results of its own, a test does", () => {
  assertEquals(doubtsOf(firstRun({}, { hasCheckpoint: true, isTested: true }), "test_accuracy"), []);
  assertEquals(doubtsOf(firstRun({}, { hasCheckpoint: true })), ["none"]);
  assertEquals(doubtsOf(firstRun({}, { hasCheckpoint: true, isTested: true, stage: "test" })), ["none"]);
});

Deno.test("a metric is found by its column or the end of it, as a ranking finds it", () => {
  const run = firstRun({ training_accuracy: "1", validation_accuracy: "0.5" });
  assertEquals(doubtsOf(run, "validation_accuracy"), []);
  assertEquals(doubtsOf(run, "accuracy"), []);
  assertEquals(doubtsOf(run, "training_duration_s"), []);
  assertEquals(doubtsOf(run, "validation_acc"), [
    'metric: unknown result "validation_acc", did you mean "validation_accuracy"?',
  ]);
  assertEquals(doubtsOf(run, "top1"), [
    'metric: unknown result "top1", expected one of training_accuracy, validation_accuracy',
  ]);
});

Deno.test("a metric without a number is missing", () => {
  assertEquals(doubtsOf(firstRun({ validation_accuracy: "high" }), "accuracy"), [
    'metric: validation_accuracy: expected a number, got "high"',
  ]);
  assertEquals(doubtsOf(firstRun({ validation_accuracy: "" }), "accuracy"), [
    "metric: validation_accuracy: expected a number, got no value",
  ]);
  assertEquals(doubtsOf(firstRun({ validation_accuracy: "NaN" }), "accuracy"), []);
});

Deno.test("each required result that is missing is named once", () => {
  const run = firstRun({ validation_accuracy: "0.5" });
  assertEquals(doubtsOf(run, undefined, "accuracy", "loss", "loss", "training_duration_s"), [
    'required: unknown result "loss", expected one of validation_accuracy',
  ]);
});

Deno.test("results of tests are expected of the training only if no tests follow, and of the test later", () => {
  const results = { validation_accuracy: "0.5" };
  assertEquals(doubtsOf(firstRun(results), "test_accuracy").length, 1);
  assertEquals(doubtsOf(firstRun({ ...results, test_accuracy: "1" }), "test_accuracy"), []);
  assertEquals(doubtsOf(firstRun(results, { isTested: true }), "test_accuracy"), []);
  assertEquals(doubtsOf(firstRun(results, { isTested: true }), "top1"), [], "it may be a result of the test");
  assertEquals(doubtsOf(firstRun(results, { isTested: true }), "val_acc").length, 1, "it cannot");
  const test = { stage: "test", isTested: true } as const;
  assertEquals(doubtsOf(firstRun({ ...results, test_loss: "1" }, test), "test_accuracy").length, 1);
  assertEquals(doubtsOf(firstRun({ ...results, test_loss: "1" }, test), "validation_acc"), [], "told by the training");
});

Deno.test("of several tests, only results of the one that has ended are expected", () => {
  const test = { stage: "test", test: "clean", isTested: true, tests: ["clean", "noisy"] } as const;
  const run = firstRun({ test_clean_accuracy: "1" }, test);
  assertEquals(doubtsOf(run, "test_noisy_accuracy", "noisy_accuracy"), []);
  assertEquals(doubtsOf(run, "test_clean_acc", "clean_loss").length, 2);
});

Deno.test("resultsByColumn() has the columns of a summary", () => {
  const result = exampleResult({
    training: exampleRun({ loss: "1" }, { seconds: 2 }),
    validation: new Map([["loss", "2"]]),
    tests: [exampleRun({ loss: "3" }, { test: "noisy" })],
  });
  assertEquals([...resultsByColumn(result)], [
    ["training_duration_s", "2"],
    ["training_loss", "1"],
    ["validation_loss", "2"],
    ["test_noisy_loss", "3"],
  ]);
});
