import { assertEquals } from "@std/assert";
import { toJson } from "../../../lib/config/value.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { extendPlan } from "../../../lib/plan/extend.ts";
import type { Experiment, Plan } from "../../../lib/plan/plan.ts";
import { expand } from "../expand/expand_text.ts";

function plan(axes: string): Plan {
  return expand(`grid_axes: {${axes}}\ngrid_settings: {command: "train {args}", seed: 1}\n`);
}

function change(plan: Plan, at: number, own: Partial<Experiment>): Plan {
  return {
    ...plan,
    experiments: plan.experiments.map((experiment, i) => i === at ? { ...experiment, ...own } : experiment),
  };
}

Deno.test("experiments in both plans keep their id and seed; started ones keep their name and directory", () => {
  const old = change(change(plan("x: [1, 2]"), 0, { id: "0123456789", name: "old-a" }), 1, { name: "old-b" });
  const next = plan("x: [2, 1, 3]");
  const { plan: extended, kept, added, dropped } = extendPlan(old, next, (id) => id === "0123456789");
  assertEquals([kept.length, added.length, dropped.length], [2, 1, 0]);
  const [two, one, three] = extended.experiments;
  assertEquals([one!.id, one!.name, one!.seed], ["0123456789", "old-a", old.experiments[0]!.seed]);
  assertEquals([two!.id, two!.name], [old.experiments[1]!.id, next.experiments[0]!.name]);
  assertEquals(three, next.experiments[2]);
});

Deno.test("experiments that the new plan lacks are marked as dropped if they were started, and removed otherwise", () => {
  const old = plan("x: [1, 2, 3]");
  const next = plan("x: [3]");
  const started = old.experiments[1]!.id;
  const { plan: extended, dropped } = extendPlan(old, next, (id) => id === started);
  assertEquals(dropped.length, 2);
  assertEquals(extended.experiments.map(({ id, dropped }) => [id, dropped]), [[next.experiments[0]!.id, undefined], [
    started,
    true,
  ]]);
  assertEquals(extended.experiments.map((experiment) => toJson(configOf(extended, experiment))), [{ x: 3 }, { x: 2 }]);
});

Deno.test("a new experiment whose hash begins with an old id gets a longer id", () => {
  const next = plan("x: [1, 2]");
  const old = change(plan("x: [1]"), 0, { id: next.experiments[1]!.hash.slice(0, 8) });
  const { plan: extended } = extendPlan(old, next, () => true);
  assertEquals(extended.experiments[1]!.id, next.experiments[1]!.hash.slice(0, 9));
});

Deno.test("a plan keeps the identity of its grid directory when its grid file has changed", () => {
  const old = { ...plan("x: [1]"), id: "f00d" };
  assertEquals(extendPlan(old, { ...plan("x: [1, 2]"), id: "beef" }, () => true).plan.id, "f00d");
  const { id: _, ...former } = old;
  assertEquals(extendPlan(former, { ...plan("x: [1]"), id: "beef" }, () => true).plan.id, "beef");
});
