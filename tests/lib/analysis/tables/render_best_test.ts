import { assert, assertEquals } from "@std/assert";
import { describeAnalysis, describeSelection, describeTable } from "../../../../lib/analysis/describe_analysis.ts";
import { renderBest } from "../../../../lib/analysis/tables/render_best.ts";
import { exampleResult, exampleRun } from "../example_result.ts";
import { summarize } from "../summarize.ts";

function example(name: string, accuracy: string, loss: string, repetition = 0) {
  return exampleResult({
    name,
    repetition,
    training: exampleRun({ loss, epoch: "3" }),
    validation: new Map([["accuracy", accuracy]]),
    tests: [exampleRun({ accuracy, loss, loss_std: "0.1", samples_aggregated: "32" })],
  });
}

function render(
  experiments: readonly ReturnType<typeof example>[],
  metric: string | undefined,
  width: number,
): readonly string[] {
  const summary = summarize(experiments);
  return renderBest({ summary, configurations: summary.configurations, metric, withGrid: false, width }).lines;
}

Deno.test("renderBest() shows the metric first, then the main results of the tests, aligned", () => {
  const lines = render(
    [
      example("mlp-lr=0.1", "0.5", "1.25"),
      example("mlp-lr=0.1", "0.75", "1.25", 1),
      example("cnn", "0.25", "150"),
    ],
    "validation_accuracy",
    100,
  );
  assertEquals(lines, [
    "configuration  n  validation_accuracy  test_accuracy    test_loss        training_loss",
    "mlp-lr=0.1     2  0.6250 ± 0.1768      0.6250 ± 0.1768  1.2500 ± 0.0000  1.2500 ± 0.0000",
    "cnn            1  0.2500               0.2500           150.00           150.00",
  ]);
});

Deno.test("renderBest() keeps lines within the width: fewer results, and names shortened in the middle", () => {
  const name = `transformer-${"optimizer.learning_rate=0.0001-".repeat(3)}heads=8`;
  const lines = render([example(name, "0.5", "1.25")], "validation_accuracy", 60);
  assert(lines.every((line) => line.length <= 60), lines.join("\n"));
  assert(lines[1]!.startsWith("transformer-") && lines[1]!.includes("…") && lines[1]!.includes("heads=8"), lines[1]);
});

Deno.test("renderBest() shows exactly the results that were chosen, even if they do not fit", () => {
  const summary = summarize([example("mlp", "0.5", "1.25")]);
  const results = ["training_epoch", "test_loss_std", "test_loss", "training_loss", "validation_accuracy"];
  const view = { summary, configurations: summary.configurations, metric: "test_accuracy", withGrid: false, width: 60 };
  const table = renderBest({ ...view, results });
  assertEquals(table.lines, [
    "configuration  n  training_epoch  test_loss_std  test_loss  training_loss  validation_accuracy",
    "mlp            1  3.0000          0.1000         1.2500     1.2500         0.5000",
  ]);
  assertEquals(table.results, results);
});

Deno.test("renderBest() has the means of fresh seeds beside their results", () => {
  const summary = summarize([
    { ...example("mlp", "0.9", "1"), judged: true },
    example("mlp", "0.5", "1", 1),
    example("mlp", "0.7", "1", 2),
    { ...example("cnn", "0.4", "1"), judged: true },
  ]);
  const metric = "validation_accuracy";
  const view = { summary, configurations: summary.configurations, metric, withGrid: false, withFresh: true };
  const table = renderBest({ ...view, width: 60 });
  assertEquals(table.lines, [
    "configuration  n  validation_accuracy  validation_accuracy (fresh)",
    "mlp            3  0.7000 ± 0.2000      0.6000 ± 0.1414",
    "cnn            1  0.4000",
  ]);
  assertEquals(table.results, ["validation_accuracy"]);
  assertEquals(renderBest({ ...view, width: 60, results: ["test_loss"] }).lines, [
    "configuration  n  test_loss        test_loss (fresh)",
    "mlp            3  1.0000 ± 0.0000  1.0000 ± 0.0000",
    "cnn            1  1.0000",
  ]);
});

Deno.test("renderBest() tells which results it shows, and whether there are deviations", () => {
  const one = summarize([example("mlp", "0.5", "1.25")]);
  const view = { metric: undefined, withGrid: false, width: 100 };
  const table = renderBest({ ...view, summary: one, configurations: one.configurations });
  assertEquals([table.results, table.hasDeviations], [
    ["test_accuracy", "test_loss", "validation_accuracy", "training_loss"],
    false,
  ]);
  const two = summarize([example("mlp", "0.5", "1.25"), example("mlp", "0.75", "1.25", 1)]);
  assertEquals(renderBest({ ...view, summary: two, configurations: two.configurations }).hasDeviations, true);
});

Deno.test("renderBest() shows results that say little if there are no others", () => {
  const summary = summarize([exampleResult({ training: exampleRun({ duration_s: "2.5", epoch: "3" }) })]);
  const view = { summary, configurations: summary.configurations, metric: undefined, withGrid: false, width: 80 };
  assertEquals(renderBest(view).lines[0], "configuration  n  training_duration_s  training_epoch");
});

Deno.test("describeTable() explains ±, and names up to five results that are not shown", () => {
  assertEquals(describeTable([], false), []);
  assertEquals(describeTable(["test_a"], true), [
    "± is the standard deviation over the n trained models",
    "not shown: test_a (choose results with --columns)",
  ]);
  assertEquals(describeTable(["a", "b\x1b[2J", "c", "d", "e", "f", "g"], false), [
    "not shown: a, b, c, d, e and 2 more (choose results with --columns)",
  ]);
});

Deno.test("renderBest() uses exponents for very large and very small numbers", () => {
  const [, line] = render([example("mlp", "0.00001234", "12345678")], "validation_accuracy", 100);
  assert(line!.includes("0.00001234") || line!.includes("1.234e-5"), line);
  assert(line!.includes("1.235e+7"), line);
});

Deno.test("renderBest() does not hide a small deviation behind zeros", () => {
  const [, line] = render([example("mlp", "0.9", "1"), example("mlp", "0.900001", "1", 1)], "validation_accuracy", 100);
  assert(line!.includes("0.9000 ± 7.1e-7"), line);
});

Deno.test("describeAnalysis() counts experiments by state, tests, and pending experiments", () => {
  assertEquals(
    describeAnalysis({ experiments: 2, tests: 1, states: new Map([["timed_out", 1], ["succeeded", 1]]) }, 2, 3),
    "2 experiments (1 succeeded, 1 timed out) of 2 configurations, 1 test; 3 more pending",
  );
  assertEquals(
    describeAnalysis({ experiments: 0, tests: 0, states: new Map() }, 0, 1),
    "no results yet: 1 experiment pending",
  );
});

Deno.test("describeSelection() describes what is shown, and in which order", () => {
  const ranking = { column: "test_loss", goal: "minimize" } as const;
  assertEquals(
    describeSelection(10, 398, 400, ranking),
    "the 10 best of 400 configurations by test_loss, lowest first (2 without a value):",
  );
  assertEquals(describeSelection(2, 2, 2, ranking), "2 configurations by test_loss, lowest first:");
  assertEquals(
    describeSelection(10, 400, 400, undefined),
    "the first 10 of 400 configurations, in grid order (use --metric to rank by a result):",
  );
});

Deno.test("control characters in names are not printed", () => {
  const column = "validation_a\x1b[2J\nb";
  const summary = summarize([exampleResult({ name: "x\ty", validation: new Map([["a\x1b[2J\nb", "1"]]) })]);
  const { configurations } = summary;
  const lines = [
    describeSelection(1, 1, 1, { column, goal: "maximize" }),
    ...renderBest({ summary, configurations, metric: column, withGrid: false, width: 80 }).lines,
  ];
  assertEquals(lines, [
    "1 configuration by validation_a?b, highest first:",
    "configuration  n  validation_a?b",
    "x y            1  1.0000",
  ]);
});

Deno.test("renderBest() shows the first parameters of runs whose names do not have them", () => {
  const runs = ["0.1", "0.01"].map((lr, index) => {
    const params = { lr, optimizer: "adam, or something with a long name", a: "1", b: "2" };
    return {
      ...example(`version_${index}`, "0.5", "1.25"),
      configuration: lr,
      params: new Map(Object.entries(params)),
    };
  });
  const summary = summarize(runs);
  const view = { summary, configurations: summary.configurations, metric: "validation_accuracy", withGrid: false };
  assertEquals(renderBest({ ...view, width: 100, withParams: true }).lines, [
    "configuration  n  lr    optimizer             a  validation_accuracy  test_accuracy  test_loss",
    "version_0      1  0.1   adam, or s…long name  1  0.5000               0.5000         1.2500",
    "version_1      1  0.01  adam, or s…long name  1  0.5000               0.5000         1.2500",
  ]);
  assertEquals(
    renderBest({ ...view, width: 50, withParams: true }).lines[0],
    "configuration  n  lr    validation_accuracy",
  );
});
