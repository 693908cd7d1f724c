import { assertEquals } from "@std/assert";
import { addNames, createNames } from "../../../lib/analysis/result_names.ts";
import { createSummary } from "../../../lib/analysis/summary.ts";
import { rankNames } from "../../../lib/inspect/cleaning.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { exampleResult } from "../analysis/example_result.ts";

/** The best of configurations of two tasks, given their accuracies by name: those of task b have names with `b`. */
function bestOf(
  accuracies: Readonly<Record<string, string>>,
  keep: number,
  goal: "maximize" | "minimize" = "maximize",
) {
  const names = createNames();
  const builder = createSummary(names);
  for (const [name, accuracy] of Object.entries(accuracies)) {
    const validation = accuracy === "" ? new Map() : new Map([["accuracy", accuracy]]);
    const result = exampleResult({ name, configuration: name, trained: true, state: "succeeded", validation });
    addNames(names, result);
    builder.add(result);
  }
  const experiments = Object.keys(accuracies).map((name) => ({ name, group: name.startsWith("b") ? 1 : 0 }));
  const plan = { experiments, groups: [{ task: "a" }, { task: "b" }] } as unknown as Plan;
  const { best, ranked } = rankNames(plan, builder.finish(undefined), { column: "validation_accuracy", goal }, keep);
  return { best: [...best].sort(), ranked: ranked.size };
}

Deno.test("the best models are those of each task, with all that are as good", () => {
  const accuracies = { a1: "0.5", a2: "0.9", a3: "0.9", a4: "0.1", b1: "0.2", b2: "0.3" };
  assertEquals(bestOf(accuracies, 1).best, ["a2", "a3", "b2"]);
  assertEquals(bestOf(accuracies, 3).best, ["a1", "a2", "a3", "b1", "b2"]);
  assertEquals(bestOf(accuracies, 1, "minimize").best, ["a4", "b1"]);
});

Deno.test("a model without a number is neither among the best nor ranked", () => {
  assertEquals(bestOf({ a1: "nan", a2: "0.1", a3: "" }, 1), { best: ["a2"], ranked: 1 });
  assertEquals(bestOf({ a1: "" }, 1), { best: [], ranked: 0 });
});
