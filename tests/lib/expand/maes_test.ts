import { assertEquals } from "@std/assert";
import { getAt } from "../../../lib/config/key_path.ts";
import { describe } from "../../../lib/config/value.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import { expandMaes, tryExpandMaes } from "./maes_grid.ts";

function valuesAt(key: string): string[] {
  const plan = expandMaes();
  return plan.experiments.map((experiment) => {
    const value = getAt(configOf(plan, experiment), key.split("."));
    return value === undefined ? "none" : describe(value);
  });
}

Deno.test("MI-Prometheus's own grid has 18 experiments, its six tasks repeated in the outer loop", () => {
  const plan = expandMaes();
  const tasks = ["sequence_comparison", "sequence_equality", "sequence_symmetry", "odd_recall", "serial_recall"];
  const round = [...tasks, "reverse_recall"].map((task) => `maes_${task}`);
  assertEquals(plan.experiments.map(({ name }) => name), [...round, ...round, ...round]);
  assertEquals(plan.experiments.map(({ repetition }) => repetition), [0, 1, 2].flatMap((r) => Array(6).fill(r)));
  assertEquals(new Set(plan.experiments.map(experimentDir)).size, 18);
  assertEquals([plan.name, plan.maxConcurrentRuns, plan.seed], ["maes_grid_training", 7, undefined]);
});

Deno.test("the tasks of MI-Prometheus's own grid have the configurations that it gives them", () => {
  const every = (value: string) => Array(18).fill(value);
  const first = (value: string, others: string) => [0, 1, 2].flatMap(() => [value, ...Array(5).fill(others)]);
  assertEquals(valuesAt("testing.problem.min_sequence_length"), first("99", "101"));
  assertEquals(valuesAt("testing.problem.max_sequence_length"), first("99", "101"));
  assertEquals(valuesAt("validation.problem.min_sequence_length"), every("21"));
  assertEquals(valuesAt("validation.partial_validation_interval"), every("1000"));
  for (const section of ["training", "testing"]) {
    assertEquals(valuesAt(`${section}.seed_torch`), every("-1"));
    assertEquals(valuesAt(`${section}.seed_numpy`), every("-1"));
  }
  for (const section of ["training", "validation", "testing"]) {
    assertEquals(valuesAt(`${section}.dataloader.num_workers`), every("0"));
  }
  assertEquals(valuesAt("training.terminal_conditions.loss_stop"), every("1.0e-5"));
  assertEquals(valuesAt("training.terminal_conditions.episode_limit"), every("100000"));
  assertEquals(valuesAt("training.curriculum_learning.must_finish"), every("false"));
  assertEquals(valuesAt("model.pass_cell_state"), every("True"));
  assertEquals(valuesAt("default_configs"), every("none"));
  assertEquals(valuesAt("training.problem.name")[3], "SkipRecallCommandLines");
});

Deno.test("MI-Prometheus's own grid has two settings that overwrite nothing, with a warning for each", () => {
  assertEquals(tryExpandMaes().messages, [
    'configs/maes_baselines/maes_grid_training.yaml:26:5: warning: "model.num_content_bits" overwrites nothing: ' +
    'the configuration has no such key, did you mean "model.memory.num_content_bits"?',
    'configs/maes_baselines/maes_grid_training.yaml:43:7: warning: "training.terminal_conditions.episodes_limit" ' +
    "overwrites nothing: the configuration has no such key, " +
    'did you mean "training.terminal_conditions.episode_limit"?',
  ]);
});
