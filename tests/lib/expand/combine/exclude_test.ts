import { assertEquals } from "@std/assert";
import { configs, expand, tryExpand } from "../expand_text.ts";

const COMMAND = "grid_settings: {command: 'run {config}'}\n";

function kept(axes: string, exclude: string): unknown[] {
  return configs(expand(`${COMMAND}grid_axes: ${axes}\ngrid_exclude: ${exclude}`));
}

function messages(text: string): readonly string[] {
  return tryExpand(COMMAND + text).messages;
}

Deno.test("an exclusion excludes combinations that match all of its keys", () => {
  assertEquals(kept("{a: [1, 2], b: [1, 2]}", "[{a: 1, b: 2}]"), [{ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 2, b: 2 }]);
  assertEquals(kept("{a: [1, 2], b: [1, 2]}", "[{a: 1}, {b: 2}]"), [{ a: 2, b: 1 }]);
});

Deno.test("a list in an exclusion matches any of its values", () => {
  assertEquals(kept("{a: [1, 2, 3]}", "[{a: [1, 3]}]"), [{ a: 2 }]);
});

Deno.test("exclusions compare numbers by value, and strings do not equal numbers", () => {
  assertEquals(kept("{a: [1, 1.5, '1', 2]}", "[{a: 1.0}, {a: 1.50}]"), [{ a: "1" }, { a: 2 }]);
  assertEquals(kept("{a: [1e-4, 2]}", "[{a: 0.0001}]"), [{ a: 2 }]);
  assertEquals(kept("{a: [.nan, .inf, 2]}", "[{a: .NaN}, {a: .INF}]"), [{ a: 2 }]);
  assertEquals(kept("{a: [yes, no, 'yes']}", "[{a: true}]"), [{ a: false }, { a: "yes" }]);
  assertEquals(kept("{a: [null, 1]}", "[{a: ~}]"), [{ a: 1 }]);
});

Deno.test("exclusions also match keys that no axis sets, in each task", () => {
  const plan = expand(`
grid_settings: {command: 'run {config}'}
grid_tasks: [{name: s, overwrite: {kind: s}}, {name: t, overwrite: {kind: t}, exclude: [{a: 2}]}]
grid_axes: {a: [1, 2, 3]}
grid_exclude: [{kind: s, a: 1}]
`);
  assertEquals(configs(plan), [{ kind: "s", a: 2 }, { kind: "s", a: 3 }, { kind: "t", a: 1 }, { kind: "t", a: 3 }]);
});

Deno.test("a map in an exclusion matches sections that have all of its keys", () => {
  const axes = "{opt: [{name: SGD, lr: 1}, {name: Adam, lr: 1, betas: [1, 2]}], b: [1]}";
  const sgd = { opt: { name: "SGD", lr: 1 }, b: 1 };
  assertEquals(kept(axes, "[{opt: {name: Adam}}]"), [sgd]);
  assertEquals(kept(axes, "[{opt: {name: [Adam, X], betas: [1, 2]}}]"), [sgd]);
  assertEquals(kept(axes, "[{opt: [{name: Adam, ~momentum: }]}]"), [sgd]);
  assertEquals(kept(axes, "[{opt: [{name: Adam}, {name: SGD, ~lr: }]}]"), [sgd]);
});

Deno.test("a list in an exclusion matches a value that is the same list", () => {
  assertEquals(kept("{a: [[1, 2], [1], 1]}", "[{a: [[1, 2.0]]}]"), [{ a: [1] }, { a: 1 }]);
  assertEquals(kept("{a: [[1, 2], [3]]}", "[{a: [1, 2]}]"), [{ a: [3] }]);
});

Deno.test("excluding all combinations is an error", () => {
  assertEquals(messages("grid_axes: {a: [1, 2]}\ngrid_exclude: [{a: [1, 2]}]\n"), [
    'grid.yaml:1:1: task "grid": all combinations are excluded',
  ]);
});

Deno.test("an exclusion that matches nothing is a warning, with a suggestion for a misspelled key", () => {
  assertEquals(messages("grid_axes: {width: [1, 2]}\ngrid_exclude:\n  - {widht: 1}\n  - {width: 3}\n"), [
    'grid.yaml:4:6: warning: exclusion matches nothing: no configuration has "widht", did you mean "width"?',
    "grid.yaml:5:5: warning: exclusion matches no combination",
  ]);
});

Deno.test("an exclusion with a missing key matches nothing, not everything", () => {
  assertEquals(configs(tryExpand(`${COMMAND}grid_axes: {a: [1]}\ngrid_exclude: [{b: null}]`).plan), [{ a: 1 }]);
});
