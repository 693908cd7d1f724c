/** Looks up the runs of an experiment: its training, and its test or tests. */
import type { Template } from "../grid/template.ts";
import type { Stage } from "../run/stage.ts";
import type { Group, Plan } from "./plan.ts";
import type { RunSpec } from "./run_spec.ts";

/** The training of the experiments of a group. */
export function trainingSpec(group: Group): RunSpec {
  return group.specs[0]!;
}

/** The runs that a stage has for each experiment of a group: one, or one per test. */
export function stageSpecs(group: Group, stage: Stage): RunSpec[] {
  return group.specs.filter((spec) => spec.stage === stage);
}

/**
 * Finds a run of the experiments of a group.
 *
 * @param test the name of the test, if there are several
 * @throws {RangeError} when the plan has no such test
 */
export function findSpec(group: Group, stage: Stage, test: string | undefined): RunSpec {
  const spec = group.specs.find((spec) => spec.stage === stage && spec.test?.name === test);
  if (spec === undefined) throw new RangeError(`the plan has no test "${test}"`);
  return spec;
}

/** A plan whose runs all start with a prefix, instead of those of the settings. */
export function withPrefix(plan: Plan, prefix: Template | undefined): Plan {
  if (prefix === undefined) return plan;
  const groups = plan.groups.map((group) => ({
    ...group,
    specs: group.specs.map((spec) => ({ ...spec, settings: { ...spec.settings, prefix } })),
  }));
  return { ...plan, groups };
}

/** Whether the models of a group can be tested. A grid with a `command` also needs a `test_command`. */
export function isTestable(group: Group): boolean {
  return stageSpecs(group, "test").some(({ command }) => command.kind !== "none");
}

/** The test names of the runs of a stage; `undefined` for the training, and for the only test. */
export function testNames(plan: Plan, stage: Stage): readonly (string | undefined)[] {
  return stage === "train" || plan.tests.length === 0 ? [undefined] : plan.tests.map(({ name }) => name);
}
