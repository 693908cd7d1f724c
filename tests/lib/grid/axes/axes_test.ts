import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { describe, fromJson } from "../../../../lib/config/value.ts";
import { paramsOf } from "../../../../lib/plan/experiment.ts";
import { labelsOf, safeName, shortNames } from "../../../../lib/plan/names.ts";
import { experimentDir } from "../../../../lib/store/layout.ts";
import { arbitraryValue } from "../../config/arbitrary_value.ts";
import { configs, expand, names, type Surroundings, tryExpand, written } from "../../expand/expand_text.ts";

const COMMAND = "grid_settings: {command: 'run {config} {seed}'}\n";

/** The values of an axis as written. */
function valuesOf(axis: string): string[] {
  const plan = expand(`${COMMAND}grid_axes: {x: ${axis}}`);
  return plan.experiments.map((experiment) => written(plan, experiment).x!);
}

function expandAxes(axes: string, surroundings: Surroundings = {}) {
  return expand(`${COMMAND}grid_axes: ${axes}`, surroundings);
}

function messages(text: string, surroundings: Surroundings = {}): readonly string[] {
  return tryExpand(COMMAND + text, surroundings).messages;
}

Deno.test("a range includes its last number, and integers stay integers", () => {
  assertEquals(valuesOf("{range: [16, 64, 16]}"), ["16", "32", "48", "64"]);
  assertEquals(valuesOf("{range: [0, 10, 4]}"), ["0", "4", "8"]);
  assertEquals(valuesOf("{range: [3, 1, -1]}"), ["3", "2", "1"]);
  assertEquals(valuesOf("{range: [5, 5, 1]}"), ["5"]);
  assertEquals(valuesOf("{range: [1000000000001, 1000000000003, 1]}"), [
    "1000000000001",
    "1000000000002",
    "1000000000003",
  ]);
});

Deno.test("a range of floats has 12 digits, and every value has a fraction", () => {
  assertEquals(
    valuesOf("{range: [0.0, 1, 0.1]}"),
    "0.0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.0".split(" "),
  );
  assertEquals(valuesOf("{range: [1.0, 3.0, 1.0]}"), ["1.0", "2.0", "3.0"]);
  assertEquals(valuesOf("{range: [1e-5, 3e-5, 1e-5]}"), ["0.00001", "0.00002", "0.00003"]);
  assertEquals(valuesOf("{range: [0, 0.9, 0.3]}"), ["0.0", "0.3", "0.6", "0.9"]);
});

Deno.test("a linspace includes both ends and has equal steps", () => {
  assertEquals(valuesOf("{linspace: [0, 1, 5]}"), ["0.0", "0.25", "0.5", "0.75", "1.0"]);
  assertEquals(valuesOf("{linspace: [0, 1, 4]}"), ["0.0", "0.333333333333", "0.666666666667", "1.0"]);
  assertEquals(valuesOf("{linspace: [1, -1, 3]}"), ["1.0", "0.0", "-1.0"]);
  assertEquals(valuesOf("{linspace: [2, 2, 1]}"), ["2.0"]);
  assertEquals(valuesOf("{linspace: [-1.7e+308, 1.7e+308, 3]}")[1], "0.0");
});

Deno.test("a geomspace includes both ends and has equal ratios", () => {
  assertEquals(valuesOf("{geomspace: [1e-4, 1e-1, 4]}"), ["0.0001", "0.001", "0.01", "0.1"]);
  assertEquals(valuesOf("{geomspace: [1, 256, 9]}"), "1.0 2.0 4.0 8.0 16.0 32.0 64.0 128.0 256.0".split(" "));
  assertEquals(valuesOf("{geomspace: [-1, -100, 3]}"), ["-1.0", "-10.0", "-100.0"]);
  assertEquals(valuesOf("{geomspace: [1, 2, 3]}"), ["1.0", "1.41421356237", "2.0"]);
  assertEquals(valuesOf("{geomspace: [1e-300, 1e+300, 3]}"), ["1.0e-300", "1.0", "1.0e+300"]);
});

Deno.test("values are written as they are in the grid file", () => {
  assertEquals(valuesOf("[1, 1.0, 1e-4, yes, null, a b, '1', 0x1F, [1, 2.0]]"), [
    ..."1 1.0 1.0e-4 yes null".split(" "),
    "a b",
    "1",
    "0x1F",
    "[1, 2.0]",
  ]);
});

Deno.test("the last axis changes fastest, then tasks, then repetitions", () => {
  const plan = expand(`
grid_settings: {command: 'run {config} {seed}', experiment_repetitions: 2}
grid_tasks: [{name: s, overwrite: {t: 1}}, {name: t, overwrite: {t: 2}}]
grid_axes: {a: [1, 2], b: [x, y]}
`);
  const round = "s-a=1-b=x s-a=1-b=y s-a=2-b=x s-a=2-b=y t-a=1-b=x t-a=1-b=y t-a=2-b=x t-a=2-b=y".split(" ");
  assertEquals(names(plan), [...round, ...round]);
  assertEquals(plan.experiments.map(({ repetition }) => repetition), [...Array(8).fill(0), ...Array(8).fill(1)]);
});

Deno.test("a list of maps is the union of sub-grids", () => {
  const plan = expandAxes("[{a: [1, 2]}, {a: [3], b: [4, 5]}, {}]");
  assertEquals(configs(plan), [{ a: 1 }, { a: 2 }, { a: 3, b: 4 }, { a: 3, b: 5 }, {}]);
  assertEquals(names(plan), ["grid-a=1", "grid-a=2", "grid-a=3-b=4", "grid-a=3-b=5", "grid"]);
});

Deno.test("a combination of several sub-grids runs once, with a notice", () => {
  const { plan, messages } = tryExpand(`${COMMAND}grid_axes: [{a: [1, 2]}, {a: [2, 3]}]`);
  assertEquals(configs(plan), [{ a: 1 }, { a: 2 }, { a: 3 }]);
  assertEquals(messages, [
    'grid.yaml:1:1: notice: task "grid": skipped 1 duplicate combination',
  ]);
});

Deno.test("values that are maps set several keys together, and ~key removes one", () => {
  const plan = expand(`
grid_settings: {command: 'run {config}'}
grid_overwrite: {opt: {name: SGD, lr: 0.1, momentum: 0.9}, other: 1}
grid_axes:
  opt: [{}, {lr: 0.2}, {name: Adam, ~momentum: , betas: [0.9, 0.999]}]
`);
  assertEquals(configs(plan), [
    { opt: { name: "SGD", lr: 0.1, momentum: 0.9 }, other: 1 },
    { opt: { name: "SGD", lr: 0.2, momentum: 0.9 }, other: 1 },
    { opt: { name: "Adam", lr: 0.1, betas: [0.9, 0.999] }, other: 1 },
  ]);
  assertEquals(names(plan), ["grid-opt=empty", "grid-opt=lr=0.2", "grid-opt=Adam"]);
  assertEquals(written(plan, plan.experiments[2]!), { "opt.name": "Adam", "opt.betas": "[0.9, 0.999]" });
});

Deno.test("an axis of sections can be combined with an axis of another key of the section", () => {
  const plan = expandAxes("{opt: [{name: SGD}, {name: Adam}], opt.lr: [0.1]}");
  assertEquals(configs(plan), [{ opt: { name: "SGD", lr: 0.1 } }, { opt: { name: "Adam", lr: 0.1 } }]);
});

Deno.test("two axes that set the same leaf are an error at the second", () => {
  assertEquals(messages("grid_axes:\n  opt: [{lr: 1}]\n  opt.lr: [1]\n"), [
    'grid.yaml:4:3: axes "opt" and "opt.lr" set the same key: combine them into one axis',
  ]);
  assertStringIncludes(messages("grid_axes: {a: [1], a.b: [1]}")[0]!, "set the same key");
  assertStringIncludes(messages("grid_axes: {a: [{~b: }], a.b: [1]}")[0]!, "set the same key");
});

Deno.test("a task's axes replace the grid's key by key, and ~key removes one", () => {
  const plan = expand(`
grid_settings: {command: 'run {config}'}
grid_tasks:
  - {name: s}
  - {name: t, axes: {a: [5], c: [6]}}
  - {name: u, axes: {~a: }}
grid_axes: {a: [1, 2], b: [3]}
`);
  assertEquals(names(plan), ["s-a=1-b=3", "s-a=2-b=3", "t-a=5-b=3-c=6", "u-b=3"]);
});

Deno.test("each sub-grid of a task is combined with each sub-grid of the grid", () => {
  const plan = expand(`
grid_settings: {command: 'run {config}'}
grid_tasks: [{name: t, axes: [{c: [5]}, {d: [6]}]}]
grid_axes: [{a: [1]}, {b: [2]}]
`);
  assertEquals(names(plan), ["t-a=1-c=5", "t-a=1-d=6", "t-b=2-c=5", "t-b=2-d=6"]);
});

Deno.test("removing an axis that does not exist is a warning with a suggestion", () => {
  const grid = "grid_tasks:\n  - {name: t, axes: {~widht: }}\ngrid_axes: {width: [1]}\n";
  assertEquals(messages(grid), ['grid.yaml:3:22: warning: no axis "widht" to remove, did you mean "width"?']);
});

Deno.test("an axis on a key that the task's overwrite sets is an error with a solution", () => {
  assertEquals(messages("grid_tasks: [{name: t, overwrite: {a: {b: 1}}}]\ngrid_axes:\n  a.b: [1, 2]\n"), [
    'grid.yaml:4:3: both the axis and the task\'s overwrite set "a.b": remove it from the overwrite, ' +
    "or set it for this task with axes: {a.b: [value]}",
  ]);
  assertStringIncludes(messages("grid_tasks: [{overwrite: {a: 1}}]\ngrid_axes: {a.b: [1]}")[0]!, 'overwrite set "a"');
  assertStringIncludes(
    messages("grid_tasks: [{overwrite: {a: {b: 1}}}]\ngrid_axes: {a: [{b: 2}]}")[0]!,
    'overwrite set "a.b"',
  );
  assertEquals(messages("grid_tasks: [{overwrite: {a: {b: 1}}}]\ngrid_axes: {a: [{c: 2}]}"), []);
});

Deno.test("an axis over a key that grid_overwrite or a file sets wins", () => {
  assertEquals(configs(expand(`${COMMAND}grid_overwrite: {a: 0}\ngrid_axes: {a: [1, 2]}`)), [{ a: 1 }, { a: 2 }]);
});

Deno.test("--axis adds and replaces axes, and --set fixes one", () => {
  const axis = [["a", fromJson([7, 8])], ["c", fromJson([9])]] as const;
  const plan = expandAxes("{a: [1, 2], b: [3, 4]}", { overrides: { axis, set: [["b", fromJson(5)]] } });
  assertEquals(names(plan), ["grid-a=7-b=5-c=9", "grid-a=8-b=5-c=9"]);
  const removed = expandAxes("{a: [1, 2], b: [3]}", { overrides: { axis: [["~a", fromJson(null)]] } });
  assertEquals(names(removed), ["grid-b=3"]);
});

Deno.test("--set on part of a section that an axis sets is an error with the name of the axis", () => {
  const { messages } = tryExpand(`${COMMAND}grid_axes: {opt: [{lr: 1}]}`, {
    overrides: { set: [["opt.lr", fromJson(5)]] },
  });
  assertEquals(messages, [
    '--set opt.lr: sets the same key as axis "opt": use --set opt=VALUE, or --axis to change its values',
  ]);
});

Deno.test("--set removes a key with ~", () => {
  const overrides = { set: [["a.~b", fromJson(null)], ["~d", fromJson(null)]] as const };
  const plan = expand(`${COMMAND}grid_overwrite: {a: {b: 1, c: 2}, d: 3}`, { overrides });
  assertEquals(configs(plan), [{ a: { c: 2 } }]);
  const asAxesHaveIt = expand(`${COMMAND}grid_overwrite: {a: {b: 1, c: 2}}`, {
    overrides: { set: [["~a.b", fromJson(null)]] },
  });
  assertEquals(configs(asAxesHaveIt), [{ a: { c: 2 } }]);
  assertStringIncludes(
    messages("", { overrides: { set: [["a.~b.c", fromJson(1)]] } }).join(),
    'invalid key "a.~b.c": only the last part can be a removal',
  );
});

Deno.test("names have the shortest unique tails of keys", () => {
  assertEquals(
    [...shortNames(["training.optimizer.lr", "model.width", "model.encoder.depth", "model.decoder.depth", "lr2"])],
    [
      ["training.optimizer.lr", "lr"],
      ["model.width", "width"],
      ["model.encoder.depth", "encoder.depth"],
      ["model.decoder.depth", "decoder.depth"],
      ["lr2", "lr2"],
    ],
  );
  assertEquals([...shortNames(["lr", "opt.lr"]).values()], ["lr", "opt.lr"]);
  assertEquals([...shortNames(["a.lr", "xa.lr"]).values()], ["a.lr", "xa.lr"]);
});

Deno.test("names of random keys are unique", () => {
  const key = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
  fc.assert(fc.property(fc.uniqueArray(key, { maxLength: 12 }), (keys) => {
    const tails = shortNames(keys);
    assertEquals(new Set(tails.values()).size, keys.length);
    for (const [whole, tail] of tails) assert(`.${whole}`.endsWith(`.${tail}`));
  }));
});

Deno.test("labels are short, safe and distinct", () => {
  const label = (value: unknown) => labelsOf([fromJson(value)])[0];
  assertEquals(label("a b/c"), "a_b_c");
  assertEquals(label([1, "x"]), "1,x");
  assertEquals(label({ name: "Adam", lr: 1 }), "Adam");
  assertEquals(label({ lr: 1, "~m": null }), "lr=1,_m");
  assertEquals(label(""), "empty");
  assertEquals(label(1e-7), "1e-7");
  assertEquals(labelsOf(["a b", "a_b", "a_b_2", "a.b"]), ["a_b", "a_b_3", "a_b_2", "a.b"]);
  assertEquals(labelsOf(["x".repeat(40) + "1", "x".repeat(40) + "2"]), ["x".repeat(32), "x".repeat(32) + "_2"]);
});

Deno.test("labels of random values are distinct and safe", () => {
  fc.assert(fc.property(fc.array(arbitraryValue(), { maxLength: 20 }), (values) => {
    const labels = labelsOf(values);
    assertEquals(new Set(labels).size, values.length, labels.join(" "));
    for (const label of labels) assertMatch(label, /^[A-Za-z0-9._=,+@-]{1,40}$/);
  }));
});

Deno.test("names are unique, at most 80 characters and safe as directory names for any keys and values", () => {
  const key = fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom("a/b", "a b", "a_b", "x", "-"))
    .map((text) => text.replaceAll(/[.~]/g, "x"));
  const axes = fc.dictionary(key, fc.uniqueArray(fc.oneof(fc.string(), fc.nat(9)), { minLength: 1, maxLength: 3 }), {
    maxKeys: 3,
  });
  fc.assert(
    fc.property(fc.string(), axes, axes, (name, first, second) => {
      const grid = { grid_settings: { command: "run" }, grid_tasks: [{ name }], grid_axes: [first, second] };
      const { plan } = tryExpand(JSON.stringify(grid));
      const found = names(plan);
      assertEquals(new Set(found).size, found.length, found.join(" "));
      for (const experiment of plan.experiments) {
        assert(experiment.name.length <= 80);
        assertMatch(experimentDir(experiment), /^[A-Za-z0-9_=,+@][A-Za-z0-9._=,+@-]*$/);
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("equal labels of different experiments get a suffix", () => {
  const [one, other] = names(expandAxes("[{a: [1]}, {a: ['1']}]"));
  assertEquals(one, "grid-a=1");
  assertMatch(other!, /^grid-a=1-[0-9a-f]{8}$/);
  const found = names(expandAxes("{a: ['1', '1-b=2'], b: ['2-b=3', '3']}"));
  assertEquals(new Set(found).size, 4);
});

Deno.test("a long name is truncated and ends with a hash", () => {
  const value = "v".repeat(30);
  const [name] = names(expandAxes(`{aaaaaaaaaaaa: [${value}], bbbbbbbbbbbb: [${value}], c: [1]}`));
  assertEquals(name!.length, 80);
  assertMatch(name!, /^grid-aaaaaaaaaaaa=v{30}-bbbbbbbbbbbb=v+-[0-9a-f]{8}$/);
});

Deno.test("different tasks with the same name are numbered; a task that is listed twice keeps its name", () => {
  const grid = "grid_tasks: [{name: t, overwrite: {a: 1}}, {name: t, overwrite: {a: 2}}, {name: t, overwrite: {a: 1}}]";
  assertEquals(names(expand(COMMAND + grid)), ["t", "t-2", "t"]);
});

Deno.test("a task's name defaults to the stem of its first file, then to the name of the grid", () => {
  const files = { "conf/mlp.yml": "a: 1\n", "b.yaml": "b: 1\n" };
  const grid =
    `grid_tasks: [{name: ' My Net ', overwrite: {x: 1}}, {default_configs: "conf/mlp.yml,b.yaml"}, {name: 1.0, overwrite: {x: 2}}, {name: ..., overwrite: {x: 3}}, {overwrite: {x: 4}}]`;
  assertEquals(names(expand(COMMAND + grid, { files, file: "dir/my grid.yaml" })), [
    "My_Net",
    "mlp",
    "1.0",
    "my_grid",
    "my_grid-2",
  ]);
});

Deno.test("params have full dotted keys", () => {
  const plan = expandAxes("{training.optimizer.lr: [0.10], m: [{a: {b: yes}, ~c: }]}");
  const params = paramsOf(plan, plan.experiments[0]!).map(([key, value]) => [key, describe(value)]);
  assertEquals(params, [["training.optimizer.lr", "0.10"], ["m.a.b", "yes"]]);
});

Deno.test("safeName() replaces everything that is special in shells or file systems", () => {
  assertEquals(safeName("a/b c\n'\"$`é😀~:*?<>|\\"), "a_b_c______" + "_".repeat(safeName("é😀~:*?<>|\\").length - 1));
});
