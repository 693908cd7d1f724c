import { assertEquals } from "@std/assert";
import { chooseMetric, linesToPaste } from "../../../lib/inspect/proposals.ts";
import type { NamedSeries } from "../../../lib/results/series.ts";

function series(name: string, steps: readonly number[], axis: string | undefined = "epoch"): NamedSeries {
  const numbers = Float64Array.from(steps);
  return { section: "validation", name, file: "f", series: { key: name, axis, steps: numbers, values: numbers } };
}

const NOTHING = { series: [], columns: [], hasMetric: false, stopsEarly: false };

Deno.test("chooseMetric() prefers data that the training has not seen, and qualities to losses", () => {
  assertEquals(chooseMetric(["training_acc", "validation_loss", "validation_acc", "test_acc"]), "validation_acc");
  assertEquals(chooseMetric(["training_train_accuracy", "training_test_accuracy"]), "training_test_accuracy");
  assertEquals(chooseMetric(["training_Loss_train", "training_Accuracy_val"]), "training_Accuracy_val");
  assertEquals(
    chooseMetric(["validation_evaluation_accuracy_vs_iterations", "validation_accuracy"]),
    "validation_accuracy",
  );
  assertEquals(chooseMetric(["training_loss", "training_lr", "training_duration_s"]), "training_loss");
  assertEquals(chooseMetric(["training_lr", "training_epoch", "validation_runtime"]), undefined);
});

Deno.test("linesToPaste() are YAML for grid_settings", () => {
  assertEquals(linesToPaste(NOTHING), []);
  const nine = Array.from({ length: 18 }, (_, index) => index + 1);
  assertEquals(
    linesToPaste({
      ...NOTHING,
      command: "cd {dir} && python3 it's.py",
      results: [{ log: "it's (?<loss>\\d)" }, { file: "a.txt", format: "csv" }],
      series: [series("acc", nine)],
    }),
    [
      "  command: 'cd {dir} && python3 it''s.py'",
      "  results: [{ log: 'it''s (?<loss>\\d)' }, { file: 'a.txt', format: csv }]",
      "  metric: { name: validation_acc, goal: maximize, at: best }",
      "  early_stopping: { first: 2, eta: 3 }",
    ],
  );
  const rule = (steps: readonly number[], axis?: string) =>
    linesToPaste({ ...NOTHING, series: [series("loss", steps, axis)] }).slice(1);
  assertEquals(rule([0, 1, 2, 3]), ["  early_stopping: { first: 1, eta: 3 }"]);
  assertEquals(rule([16, 32, 48, 64], "step"), ["  early_stopping: { first: 16, eta: 3, resource: step }"]);
  assertEquals([rule([1, 2]), rule([1])], [[], []], "too few to compare");
  assertEquals(linesToPaste({ ...NOTHING, hasMetric: true, series: [series("loss", nine)] }), []);
  assertEquals(linesToPaste({ ...NOTHING, results: [{ log: "a\nb" }, { file: "b" }, { file: "c" }] }), [
    "  results:",
    '    - { log: "a\\nb" }',
    "    - { file: 'b' }",
    "    - { file: 'c' }",
  ]);
});

Deno.test("linesToPaste() count rows where nothing else is counted", () => {
  const loss = series("loss", [1, 2, 3]);
  const counted = { ...loss, series: { ...loss.series, axis: undefined } };
  assertEquals(linesToPaste({ ...NOTHING, series: [counted] }).slice(1), ["  early_stopping: { first: 1, eta: 3 }"]);
});

Deno.test("linesToPaste() stop runs by a curve of the training or the validation if the metric has none, or is of a test", () => {
  const steps = [1, 2, 3, 4];
  const loss: NamedSeries = { ...series("loss", steps, "iteration"), section: "training" };
  const once = { ...series("test_accuracy", [1]), section: undefined };
  assertEquals(linesToPaste({ ...NOTHING, series: [loss, once] }), [
    "  metric: { name: training_test_accuracy, goal: maximize }",
    "  early_stopping: { first: 1, eta: 3, resource: iteration, metric: training_loss }",
  ]);
  const test: NamedSeries = { ...series("acc", steps), section: "testing" };
  assertEquals(linesToPaste({ ...NOTHING, series: [{ ...series("loss", steps), section: "training" }, test] }), [
    "  metric: { name: test_acc, goal: maximize, at: best }",
    "  early_stopping: { first: 1, eta: 3, metric: training_loss }",
  ]);
});
