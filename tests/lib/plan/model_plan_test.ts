import { assertEquals, assertMatch } from "@std/assert";
import { toJson, type ValueMap } from "../../../lib/config/value.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { modelPlan } from "../../../lib/plan/model_plan.ts";
import { trainingSpec } from "../../../lib/plan/plan.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import { decodePlan, encodePlan } from "../../../lib/store/plan_format.ts";
import { yaml } from "../expand/expand_text.ts";

const model = (path: string, config = "{}") => ({
  path,
  checkpoint: `/tree/${path}/models/model_best.pt`,
  config: yaml(config) as ValueMap,
});

Deno.test("modelPlan() has one experiment per model, with its checkpoint and configuration", () => {
  const plan = modelPlan("tree", [model("Serial/NTM/20261124", "{lr: 0.10}"), model("Copy/DNC/20261125")], "/work");
  assertEquals([plan.name, plan.cwd, plan.tests, plan.groups.length], ["tree", "/work", [], 2]);
  assertEquals(plan.experiments.map(({ name, model, repetition, seed }) => [name, model, repetition, seed]), [
    ["Serial_NTM_20261124", "/tree/Serial/NTM/20261124/models/model_best.pt", 0, undefined],
    ["Copy_DNC_20261125", "/tree/Copy/DNC/20261125/models/model_best.pt", 0, undefined],
  ]);
  assertEquals(plan.experiments.map((experiment) => toJson(configOf(plan, experiment))), [{ lr: 0.1 }, {}]);
  assertEquals(trainingSpec(plan.groups[0]!).settings.testCommand, undefined);
  assertEquals(decodePlan(encodePlan(plan)), plan);
});

Deno.test("modelPlan() identifies a model by its path when the tree grows, moves or is trained again", () => {
  const before = modelPlan("tree", [model("b"), model("c")], "/work");
  const after = modelPlan(
    "moved",
    [model("a"), { ...model("b", "{x: 1}"), checkpoint: "/else/b.pt" }, model("c")],
    "/",
  );
  assertEquals(after.experiments.slice(1).map(experimentDir), before.experiments.map(experimentDir));
  assertEquals(after.experiments[1]!.hash, before.experiments[0]!.hash);
  assertEquals(new Set(after.experiments.map(({ id }) => id)).size, 3);
});

Deno.test("modelPlan() makes safe names from the ends of paths, or from the tree if there is no path", () => {
  const long = `${"x".repeat(100)}/end`;
  const names = modelPlan("my tree", [model(long), model("a b,c/ü\n'"), model("")], "/").experiments.map(({ name }) =>
    name
  );
  assertEquals(names[0], `${"x".repeat(76)}_end`);
  assertMatch(names[1]!, /^[A-Za-z0-9._=+@-]+$/);
  assertEquals(names[2], "my_tree");
});

Deno.test("modelPlan() without models is a plan without experiments", () => {
  const plan = modelPlan("tree", [], "/");
  assertEquals([plan.groups, plan.experiments], [[], []]);
});
