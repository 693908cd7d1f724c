/** The runs of an experiment: its training, and its test or tests. */
import type { Stage } from "../run/stage.ts";
import type { Group, Plan } from "./plan.ts";
import type { RunSpec } from "./run_spec.ts";

/** The training of a group's experiments. */
export function trainingSpec(group: Group): RunSpec {
  return group.specs[0]!;
}

/** What a stage starts for each experiment of a group: one run, or one for each test. */
export function stageSpecs(group: Group, stage: Stage): RunSpec[] {
  return group.specs.filter((spec) => spec.stage === stage);
}

/**
 * One run of a group's experiments.
 *
 * @param test the name of the test, where there are several
 * @throws {RangeError} when the plan has no such test
 */
export function findSpec(group: Group, stage: Stage, test: string | undefined): RunSpec {
  const spec = group.specs.find((spec) => spec.stage === stage && spec.test?.name === test);
  if (spec === undefined) throw new RangeError(`the plan has no test "${test}"`);
  return spec;
}

/** Whether the models of a group can be tested: a grid with a `command` needs a `test_command`, too. */
export function isTestable(group: Group): boolean {
  return stageSpecs(group, "test").some(({ command }) => command.kind !== "none");
}

/** The names of a stage's tests; `undefined` stands for the training, and for a test without a name. */
export function testNames(plan: Plan, stage: Stage): readonly (string | undefined)[] {
  return stage === "train" || plan.tests.length === 0 ? [undefined] : plan.tests.map(({ name }) => name);
}
