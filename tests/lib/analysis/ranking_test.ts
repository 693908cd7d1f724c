import { assertEquals } from "@std/assert";
import { chooseRanking, missingMetrics, rank, resolveMetric } from "../../../lib/analysis/ranking.ts";
import { exampleResult } from "./example_result.ts";
import { summarize } from "./summarize.ts";

const columns = ["training_loss", "validation_loss", "validation_accuracy", "test_f1"];

function ranked(values: readonly (string | undefined)[], goal: "maximize" | "minimize"): string[] {
  const summary = summarize(
    values.map((value, index) =>
      exampleResult({
        name: `${index}`,
        validation: new Map([["x", "1"], ...(value === undefined ? [] : [["accuracy", value] as const])]),
      })
    ),
  );
  return rank(summary, "validation_accuracy", goal).map(({ name }) => values[Number(name)]!);
}

Deno.test("rank() puts the best first, NaN last, and leaves out configurations without a value", () => {
  const values = ["0.5", "NaN", "Infinity", undefined, "0.75", "-Infinity"];
  assertEquals(ranked(values, "maximize"), ["Infinity", "0.75", "0.5", "-Infinity", "NaN"]);
  assertEquals(ranked(values, "minimize"), ["-Infinity", "0.5", "0.75", "Infinity", "NaN"]);
});

Deno.test("rank() keeps the order of ties", () => {
  assertEquals(ranked(["1.0", "2", "1", "1.00"], "minimize"), ["1.0", "1", "1.00", "2"]);
});

Deno.test("chooseRanking() uses the grid's metric and goal", () => {
  const metrics = [{ name: "training_loss", goal: "maximize" }] as const;
  assertEquals(chooseRanking(columns, metrics, {}), { ranking: { column: "training_loss", goal: "maximize" } });
});

Deno.test("chooseRanking() returns no ranking without a metric", () => {
  assertEquals(chooseRanking(columns, [], {}), {});
});

Deno.test("chooseRanking() prefers the command line, and minimizes losses by default", () => {
  const metrics = [{ name: "validation_accuracy", goal: "maximize" }] as const;
  assertEquals(chooseRanking(columns, metrics, { metric: "training_loss" }).ranking?.goal, "minimize");
  assertEquals(
    chooseRanking(columns, metrics, { metric: "training_loss", goal: "maximize" }).ranking?.goal,
    "maximize",
  );
  assertEquals(chooseRanking(columns, metrics, { metric: "test_f1" }).ranking?.goal, "maximize");
});

Deno.test("chooseRanking() resolves bare names, prefers validation, and reports ambiguous names", () => {
  assertEquals(chooseRanking(columns, [], { metric: "accuracy" }).ranking?.column, "validation_accuracy");
  assertEquals(chooseRanking(columns, [], { metric: "loss" }).ranking?.column, "validation_loss");
  assertEquals(chooseRanking(columns, [], { metric: "f1" }).ranking?.column, "test_f1");
  assertEquals(chooseRanking(["training_loss", "test_loss"], [], { metric: "loss" }), {
    problem: '"loss" is ambiguous: use training_loss or test_loss',
  });
});

Deno.test("chooseRanking() lists or suggests results for an unknown metric", () => {
  assertEquals(
    chooseRanking(columns, [{ name: "validation_acuracy", goal: "maximize" }], {}).problem,
    'unknown result "validation_acuracy", did you mean "validation_accuracy"?',
  );
  assertEquals(
    chooseRanking(columns, [], { metric: "bleu" }).problem,
    `unknown result "bleu", expected one of ${columns.join(", ")}`,
  );
  assertEquals(chooseRanking([], [], { metric: "bleu" }).problem, 'unknown result "bleu": there are no results yet');
});

Deno.test("chooseRanking() reports grids with different metrics", () => {
  const metrics = [{ name: "training_loss", goal: "minimize" }, { name: "test_f1", goal: "maximize" }] as const;
  assertEquals(chooseRanking(columns, metrics, {}), {
    problem: "the grids have different metrics: training_loss (minimize), test_f1 (maximize); choose one with --metric",
  });
});

Deno.test("resolveMetric() knows the names that trainers write, and the beginnings of columns", () => {
  const problemOf = (name: string) => {
    const resolved = resolveMetric(name, columns);
    return "problem" in resolved ? resolved.problem : resolved.column;
  };
  assertEquals(problemOf("val_accuracy"), 'unknown result "val_accuracy", did you mean "validation_accuracy"?');
  assertEquals(problemOf("eval/loss"), 'unknown result "eval/loss", did you mean "validation_loss"?');
  assertEquals(problemOf("validation_acc"), 'unknown result "validation_acc", did you mean "validation_accuracy"?');
});

Deno.test("missingMetrics() names metrics that are in no section, not ambiguous ones", () => {
  const metrics = ["loss", "f1", "accuracy", "test_accuracy", "acc"].map((name) =>
    ({ name, goal: "maximize" }) as const
  );
  assertEquals(missingMetrics(columns, metrics).map(({ name }) => name), ["test_accuracy", "acc"]);
  assertEquals(missingMetrics([], metrics).length, 5);
});
