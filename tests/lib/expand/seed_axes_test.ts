import { assertEquals } from "@std/assert";
import { tryExpand } from "./expand_text.ts";

const FILES = { "mlp.yaml": "training: {seed_torch: -1, lr: 1}\n" };

function warnings(axes: string, settings: string, task = ""): readonly string[] {
  const { messages } = tryExpand(`grid_axes:\n  ${axes}\ngrid_settings: {${settings}}\n${task}`, { files: FILES });
  return messages;
}

const SAME = "with n = 1, so that there are no means over seeds: remove it, and use grid_settings.seed:";

Deno.test("an axis of seeds is warned about, with the setting that replaces it", () => {
  assertEquals(warnings("seed: [0, 1, 2]", "command: 'run {args}'"), [
    `grid.yaml:2:3: warning: axis "seed" makes a configuration of each seed, ${SAME} [0, 1, 2] and {seed} in the command`,
  ]);
  assertEquals(
    warnings("training.seed_torch: [5, 7]", "command: 'run {config}'", "grid_tasks: [{default_configs: mlp.yaml}]\n"),
    [
      `grid.yaml:2:3: warning: axis "training.seed_torch" makes a configuration of each seed, ${SAME} [5, 7] and seed_keys: ` +
      "[training.seed_torch]",
    ],
  );
  assertEquals(warnings("random_state: [1, 2]", "command: 'run {args}'").length, 1);
  assertEquals(
    warnings("torch_seed: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "command: 'run {args}'")[0]!.includes(
      "[1, 2, 3, 4, 5, 6, 7, 8, …]",
    ),
    true,
  );
});

Deno.test("an axis of seeds is no mistake with repetitions, with one value, or if its values are no seeds", () => {
  assertEquals(
    warnings("seed: [0, 1]", "command: 'run {args}', experiment_repetitions: 2").join().includes("n = 1"),
    false,
  );
  for (const axis of ["seed: [0]", "seed: [a, b]", "seed: [-1, 1]", "seeds: [0, 1]", "seeding: [1, 2]", "lr: [1, 2]"]) {
    assertEquals(warnings(axis, "command: 'run {args}'"), [], axis);
  }
});

Deno.test("an axis that several tasks share is warned about once", () => {
  const tasks = "grid_tasks: [{name: a, overwrite: {x: 1}}, {name: b, overwrite: {x: 2}}]\n";
  assertEquals(warnings("seed: [0, 1]", "command: 'run {args} {x}'", tasks).length, 1);
});
