/** Warnings about settings without effect, and about keys that only some tasks have. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Surroundings, tryExpand, yaml } from "./expand_text.ts";

/** The messages of a grid with an axis `lr` and these settings in line 3. */
function withSettings(settings: string, surroundings: Surroundings = {}): readonly string[] {
  return tryExpand(`grid_axes: {lr: [1]}\ngrid_settings:\n  {${settings}}\n`, surroundings).messages;
}

Deno.test("a seed that a list has twice is a warning, at the second one", () => {
  assertEquals(withSettings("command: 'r {args} {seed}', seed: [1, 2, 1]"), [
    "grid.yaml:3:45: warning: repetitions 0 and 2 have the same seed 1: they would be the same run",
  ]);
  assertEquals(withSettings("command: 'r {args} {seed}', seed: [1, 2]"), []);
});

Deno.test("keys in not_in_id that no configuration has, and misspelled ones in seed_keys, are warnings", () => {
  const files = { f: "training: {seed: -1, workers: 4}\n" };
  const check = (settings: string) =>
    tryExpand(
      `grid_tasks: [{default_configs: f}]\ngrid_axes: {lr: [1]}\ngrid_settings:\n  command: r {config}\n  ${settings}\n`,
      { files },
    ).messages;
  assertEquals(check("not_in_id: [training.worker]"), [
    'grid.yaml:5:3: warning: not_in_id: no configuration has "training.worker", did you mean "training.workers"?',
  ]);
  assertEquals(check("seed_keys: [training.sed]"), [
    'grid.yaml:5:3: warning: seed_keys: no configuration has "training.sed", did you mean "training.seed"?',
  ]);
  for (const settings of ["not_in_id: [training.workers]", "seed_keys: [training.seed]", "seed_keys: [init_seed]"]) {
    assertEquals(check(settings), [], settings);
  }
  assertEquals(check("seed_keys: [a.seed]\n  not_in_id: [a.seed]"), []);
});

Deno.test("trainer and tester beside a command, and a shell that runs nothing, have no effect", () => {
  assertEquals(withSettings("command: 'r {args}', trainer: t, tester: u"), [
    'grid.yaml:3:25: warning: "trainer" has no effect: no command has {trainer}',
    'grid.yaml:3:37: warning: "tester" has no effect: no command has {tester}',
  ]);
  assertEquals(withSettings("command: '{trainer} {args}', trainer: t, test_command: '{tester}', tester: u"), []);
  assertEquals(withSettings("command: [r, '{args}'], shell: [bash, -c]"), [
    'grid.yaml:3:35: warning: "shell" has no effect: it runs setup and commands that are strings, and there are none',
  ]);
  for (const more of ["setup: . env", "test_command: t"]) {
    assertEquals(withSettings(`command: [r, '{args}'], shell: [bash, -c], ${more}`), [], more);
  }
});

Deno.test("a key of --set or of an axis that only some tasks have is a warning", () => {
  const tasks = "grid_tasks: [{name: a, overwrite: {width: 5}}, {name: b, overwrite: {depth: 5}}]\n" +
    "grid_settings: {command: 'r {config}'}\n";
  const message = '"width" is new in task "b", which has no such key: only task "a" has it';
  const set = { overrides: { set: [["width", yaml("3")]] as const } };
  assertEquals(tryExpand(tasks, set).messages, [`--set width: warning: ${message}`]);
  assertEquals(tryExpand(`${tasks}grid_axes: {depht: [1]}\n`).messages.length, 1, "a misspelled key");
  const grid = tasks.replaceAll("overwrite", "default_configs").replace("{width: 5}", "a").replace("{depth: 5}", "b");
  const files = { a: "width: 5\n", b: "depth: 5\n" };
  assertEquals(tryExpand(`${grid}grid_axes: {width: [1, 2]}\n`, { files }).messages, [
    `grid.yaml:3:13: warning: ${message}; move the axis to the axes of that task`,
  ]);
  assertEquals(tryExpand(`${grid}grid_axes: {heads: [1, 2]}\n`, { files }).messages, []);
  const byAxis = "grid_tasks: [{name: a, axes: {width: [1]}}, {name: b, axes: {depth: [1]}}]\n" +
    "grid_settings: {command: 'r {args}'}\n";
  assertEquals(tryExpand(byAxis, set).messages, [`--set width: warning: ${message}`]);
  const inTask = grid.replace("{name: a,", "{name: a, axes: {width: [1, 2]},");
  assertEquals(tryExpand(inTask, { files }).messages, []);
});

Deno.test("--axis ~KEY= is a warning only if no task has the axis", () => {
  const grid = "grid_tasks: [{name: a, axes: {width: [1]}}, {name: b, axes: {depth: [1]}}]\n" +
    "grid_settings: {command: 'r {args}'}\n";
  const remove = (key: string) => tryExpand(grid, { overrides: { axis: [[`~${key}`, yaml("")]] } }).messages;
  assertEquals(remove("width"), []);
  assertEquals(remove("widht"), ['--axis ~widht: warning: no axis "widht" to remove, did you mean "width"?']);
});

Deno.test("places of results that cannot be read are errors at their positions, in the grid and in tasks", () => {
  const { messages } = tryExpand(`
grid_axes: {lr: [1]}
grid_tasks:
  - settings:
      results:
        - {file: out/scores.txt}
        - {file: out/scores.txt, format: csv, step: n}
  - {}
grid_settings:
  command: train {lr}
  results:
    - file: "**/*tfevents*"
      step: epoch
`);
  assertEquals(messages, [
    'grid.yaml:6:12: "results": file: the name does not tell the format of out/scores.txt: add format: csv, for instance',
    'grid.yaml:13:7: "results": step: it has no effect: files of the format tensorboard have the step beside each value',
  ]);
  const flag = tryExpand("grid_axes: {lr: [1]}\ngrid_settings: {command: 'train {lr}'}", {
    overrides: { setting: [["results", yaml("[{file: a.txt}]")]] },
  });
  assertStringIncludes(flag.messages.join("\n"), "--setting results: ");
});

Deno.test("results and at change no id", () => {
  const ids = (settings: string) =>
    tryExpand(`grid_axes: {lr: [1, 2]}\ngrid_settings: {command: 'train {lr}', seed: 1, ${settings}}`).plan.experiments
      .map(({ id }) => id);
  assertEquals(ids("metric: {name: a, at: best}, results: [{file: a.csv}]"), ids("metric: a"));
});
