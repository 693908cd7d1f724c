import { assertEquals } from "@std/assert";
import { createNames } from "../../../../lib/analysis/result_names.ts";
import { createSummary } from "../../../../lib/analysis/summary.ts";
import { diffResults } from "../../../../lib/inspect/diff.ts";
import { expand } from "../../expand/expand_text.ts";

/** How the configurations of two grids without results are matched. */
function matched(a: string, b: string) {
  const [left, right] = [a, b].map((text) => ({
    plan: expand(`${text}\ngrid_settings: {command: 'run {args}'}\n`),
    summary: createSummary(createNames()).finish(undefined),
  }));
  const { matchedBy, both, onlyA, onlyB } = diffResults(left!, right!, []);
  return { matchedBy, both: both.map(({ name, nameB }) => [name, nameB]), onlyA, onlyB };
}

const AXES = "grid_axes: {lr: [1, 2]}";
const TASKS = "grid_tasks: [{name: cnn, overwrite: {m: 1}}, {name: cnn-deep, overwrite: {m: 2}}, {name: mlp}]";
const NAMES = ["cnn", "cnn-deep", "mlp"].flatMap((task) => [`${task}-lr=1`, `${task}-lr=2`]);

Deno.test("configurations of several tasks are matched by task and axes where nothing else is the same", () => {
  assertEquals(matched(`${TASKS}\n${AXES}\ngrid_overwrite: {n: 1}`, `${TASKS}\n${AXES}\ngrid_overwrite: {n: 2}`), {
    matchedBy: "axes",
    both: NAMES.map((name) => [name, name]),
    onlyA: [],
    onlyB: [],
  });
});

Deno.test("the only task of a grid may have another name in the other grid", () => {
  const task = (name: string, more = "") => `grid_tasks: [{name: ${name}}]\n${AXES}\n${more}`;
  const both = [["lr=1", "lr=1"], ["lr=2", "lr=2"]];
  assertEquals(matched(task("cnn"), task("mlp")), { matchedBy: "configuration", both, onlyA: [], onlyB: [] });
  assertEquals(matched(task("cnn"), task("mlp", "grid_overwrite: {n: 1}")), {
    matchedBy: "axes",
    both,
    onlyA: [],
    onlyB: [],
  });
  assertEquals(matched(task("cnn"), `${TASKS}\ngrid_axes: {lr: [1]}`).both, [["cnn-lr=1", "mlp-lr=1"]]);
});
