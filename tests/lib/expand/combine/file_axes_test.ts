/** Configuration files in axes, in --set and in overwrites. */
import { assertEquals } from "@std/assert";
import { toJson } from "../../../../lib/config/value.ts";
import { paramsOf, testConfigOf } from "../../../../lib/plan/experiment.ts";
import { decodePlan, encodePlan } from "../../../../lib/store/plan_format.ts";
import { launch } from "../../launch/launch.ts";
import { configs, expand, names, type Surroundings, tryExpand, yaml } from "../expand_text.ts";

const FILES = {
  "conf/mlp.yaml": "model: {name: MLP, width: 8}\ndefault_configs: conf/base.yaml\n",
  "conf/cnn.yaml": "model: {name: CNN}\nlr: 5\n",
  "conf/base.yaml": "lr: 1\nepochs: 3\n",
};
const RUN = "grid_settings: {command: 'run {config}'}\n";

const expanded = (text: string, more: Surroundings = {}) => expand(RUN + text, { files: FILES, ...more });

Deno.test("each value of an axis default_configs is loaded as the default_configs of the task", () => {
  const plan = expanded("grid_axes: {default_configs: [conf/mlp.yaml, [conf/cnn.yaml, conf/base.yaml]], lr: [7, 8]}");
  assertEquals(
    configs(plan),
    [
      { model: { name: "MLP", width: 8 }, lr: 7, epochs: 3 },
      { model: { name: "MLP", width: 8 }, lr: 8, epochs: 3 },
      { model: { name: "CNN" }, lr: 7, epochs: 3 },
      { model: { name: "CNN" }, lr: 8, epochs: 3 },
    ].map(({ model, lr, epochs }) => ({ lr, epochs, model })),
  );
  assertEquals(names(plan), [
    "grid-default_configs=mlp-lr=7",
    "grid-default_configs=mlp-lr=8",
    "grid-default_configs=cnn,base-lr=7",
    "grid-default_configs=cnn,base-lr=8",
  ]);
  const params = plan.experiments.map((experiment) =>
    paramsOf(plan, experiment).map(([key, value]) => [key, toJson(value)])
  );
  assertEquals(params[0], [["default_configs", "conf/mlp.yaml"], ["lr", 7]]);
  assertEquals(params[2], [["default_configs", ["conf/cnn.yaml", "conf/base.yaml"]], ["lr", 7]]);
  assertEquals(decodePlan([...encodePlan(plan)]), plan);
  // The id covers what the files contain, not their names.
  const same = expanded("grid_tasks: [{default_configs: conf/mlp.yaml}]\ngrid_axes: {lr: [7]}");
  assertEquals(same.experiments[0]!.id, plan.experiments[0]!.id);
});

Deno.test("an axis of files can be of a task, in a sub-grid, and separated by commas", () => {
  const plan = expanded(`grid_tasks:
  - name: t
    axes:
      - {default_configs: ["conf/cnn.yaml, conf/base.yaml"]}
      - {lr: [9]}
    default_configs: conf/base.yaml
  - {name: u, default_configs: conf/base.yaml}
`.replace("    default_configs: conf/base.yaml\n  - {name: u", "  - {name: u"));
  assertEquals(names(plan), ["t-default_configs=cnn,base", "t", "u"].map((name) => name === "t" ? "t-lr=9" : name));
  assertEquals(configs(plan), [{ lr: 5, epochs: 3, model: { name: "CNN" } }, { lr: 9 }, { lr: 1, epochs: 3 }]);
});

Deno.test("a command gets the files of an axis as {default_configs}, not in {args}", () => {
  const plan = expand(
    "grid_settings: {command: 'run {default_configs} {args}'}\ngrid_axes: {default_configs: [[conf/cnn.yaml, conf/base.yaml]], lr: [1]}",
    { files: FILES },
  );
  assertEquals(launch(plan).line, "run conf/cnn.yaml,conf/base.yaml --lr=1");
});

Deno.test("an axis of files that no command sees is a warning, and so are files of which nothing is seen", () => {
  const messages = (command: string, rest: string) =>
    tryExpand(`grid_settings: {command: '${command}'}\n${rest}`, { files: FILES }).messages;
  const axis = "grid_axes: {default_configs: [conf/mlp.yaml, conf/base.yaml], x: [1]}";
  assertEquals(messages("run {args}", axis), [
    'grid.yaml:2:13: warning: axis "default_configs" reaches no run: the command uses neither {config} nor a key of the files',
  ]);
  for (const command of ["run {config}", "run {lr} {x}", "run {default_configs} {x}", "run $GRID_CONFIG"]) {
    assertEquals(messages(command, axis), [], command);
  }
  const task = "grid_tasks: [{default_configs: conf/base.yaml}]\ngrid_axes: {x: [1]}";
  assertEquals(messages("run {args}", task), [
    'grid.yaml:2:15: warning: "conf/base.yaml" reaches no run: the command uses neither {config} nor a key of the files',
  ]);
  for (const command of ["run {config}", "run {lr} {args}", "run {overrides}", "run -c conf/base.yaml {args}"]) {
    assertEquals(messages(command, task), [], command);
  }
  assertEquals(messages("run {args}", task.replace("x: [1]", "lr: [1], epochs: [2]")), []);
  assertEquals(
    messages("run {args}", "grid_overwrite: {default_configs: conf/base.yaml}\ngrid_axes: {x: [1]}").length,
    1,
  );
});

Deno.test("an axis of files replaces the files of the task, with a warning if the values lack them", () => {
  const grid = (values: string) =>
    `${RUN}grid_tasks: [{default_configs: conf/base.yaml}]\ngrid_axes: {default_configs: ${values}}\n`;
  const { plan, messages } = tryExpand(grid("[conf/cnn.yaml]"), { files: FILES });
  assertEquals(configs(plan), [{ model: { name: "CNN" }, lr: 5 }]);
  assertEquals(messages, [
    'grid.yaml:3:13: warning: axis "default_configs" replaces the default_configs of the task: remove them there, or list ' +
    "them in the values, [conf/cnn.yaml, conf/base.yaml]",
  ]);
  assertEquals(tryExpand(grid("[[conf/cnn.yaml, conf/base.yaml]]"), { files: FILES }).messages, []);
  const flag = { files: FILES, overrides: { axis: [["default_configs", yaml("[conf/cnn.yaml]")] as const] } };
  assertEquals(tryExpand(grid("[conf/base.yaml]"), flag).messages, []);
});

Deno.test("mistakes in an axis of files have the place of the value", () => {
  const messages = (values: string) =>
    tryExpand(`${RUN}grid_axes:\n  default_configs: ${values}\n`, { files: FILES }).messages;
  assertEquals(messages("[conf/cnn.yaml, conf/mpl.yaml]"), [
    'grid.yaml:3:36: configuration file "conf/mpl.yaml" not found: looked for conf/mpl.yaml in /cwd',
  ]);
  assertEquals(messages("[5]"), [
    "grid.yaml:3:21: default_configs: expected a string of comma-separated file names or a list, got a number",
  ]);
  assertEquals(messages("[{a: 1}]"), [
    'grid.yaml:3:21: axis "default_configs": expected a file or a list of files, got a map',
  ]);
});

Deno.test("equal files of an axis are one experiment, and exclusions can name files", () => {
  const files = { ...FILES, "copy.yaml": FILES["conf/cnn.yaml"], "other/cnn.yaml": "x: 1\n" };
  const { plan, messages } = tryExpand(`${RUN}grid_axes: {default_configs: [conf/cnn.yaml, copy.yaml]}`, { files });
  assertEquals(plan.experiments.length, 1);
  assertEquals(messages.length, 1);
  const excluded = expanded(
    "grid_axes: {default_configs: [conf/cnn.yaml, other/cnn.yaml], lr: [1, 2]}\n" +
      "grid_exclude: [{default_configs: conf/cnn.yaml, lr: 2}, {default_configs: other/cnn.yaml, lr: [1, 2]}]",
    { files },
  );
  assertEquals(names(excluded), ["grid-default_configs=cnn-lr=1"]);
  const both = expanded("grid_axes: {default_configs: [conf/cnn.yaml, other/cnn.yaml]}", { files });
  assertEquals(names(both), ["grid-default_configs=cnn", "grid-default_configs=cnn_2"]);
  const all = tryExpand(`${RUN}grid_axes: {default_configs: [conf/cnn.yaml]}\ngrid_exclude: [{lr: 5}]`, { files });
  assertEquals(all.messages, ['grid.yaml:1:1: task "grid": all combinations are excluded']);
});

Deno.test("--set default_configs gives every task other files", () => {
  const overrides = { set: [["default_configs", yaml("conf/cnn.yaml")], ["lr", yaml("2")]] as const };
  const plan = expanded("grid_tasks: [{default_configs: conf/base.yaml, overwrite: {x: 1}}]", { overrides });
  assertEquals(configs(plan), [{ model: { name: "CNN" }, lr: 2, x: 1 }]);
  const axis = expanded("grid_axes: {default_configs: [conf/mlp.yaml, conf/base.yaml]}", { overrides });
  assertEquals(configs(axis), [{ model: { name: "CNN" }, lr: 2 }]);
});

Deno.test("default_configs in an overwrite loads the file above the lower layers", () => {
  const files = {
    "task.yaml": "a: task\nb: task\nc: task\nd: task\ne: task\nf: task\n",
    "grid.yaml": "a: grid file\nb: grid file\nc: grid file\nd: grid file\ndefault_configs: below.yaml\n",
    "below.yaml": "d: below\ne: below\n",
    "over.yaml": "a: over file\nb: over file\n",
  };
  const plan = expand(
    `${RUN}grid_tasks: [{default_configs: task.yaml, overwrite: {default_configs: over.yaml, a: over}}]
grid_overwrite: {default_configs: grid.yaml, a: grid, b: grid, c: grid}
`,
    { files },
  );
  assertEquals(configs(plan), [{ a: "over", b: "over file", c: "grid", d: "grid file", e: "below", f: "task" }]);
});

Deno.test("a file that several layers load counts in the highest, over the defaults of MI-Prometheus", () => {
  const files = {
    "task.yaml": "default_configs: base.yaml\ntraining: {seed_torch: 1}\na: task\n",
    "base.yaml": "a: base\nb: base\ntraining: {seed_numpy: 2}\n",
  };
  const grid = (overwrite: string) =>
    expand(`grid_tasks: [{default_configs: task.yaml}]\ngrid_overwrite: ${overwrite}`, { files });
  const [config] = configs(grid("{default_configs: base.yaml}")) as [{ a: string; training: Record<string, unknown> }];
  assertEquals([config.a, config.training.seed_torch, config.training.seed_numpy], ["base", -1, 2]);
  const [usual] = configs(grid("{}")) as [{ a: string; training: Record<string, unknown> }];
  assertEquals([usual.a, usual.training.seed_numpy], ["task", -1]);
});

Deno.test("default_configs in the overwrite of a test loads the file below the rest of it", () => {
  const plan = expand(
    `grid_settings: {command: 'run {config}', test_command: 'test {config}'}
grid_overwrite: {testing: {noise: 0, size: 1}}
grid_tests: [{name: noisy, overwrite: {default_configs: t.yaml, testing: {size: 3}}}]
`,
    { files: { "t.yaml": "testing: {noise: 2, size: 2}\n" } },
  );
  const [config] = configs(plan);
  assertEquals(config, { testing: { noise: 0, size: 1 } });
  assertEquals(toJson(testConfigOf(plan.groups[0]!.config, plan.tests[0]!)), { testing: { noise: 2, size: 3 } });
});
