/** The runs of an experiment: its training, and its test or tests. */
import { merge } from "../config/merge.ts";
import type { ValueMap } from "../config/value.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import { parseSettings } from "../grid/parse_settings.ts";
import type { Settings } from "../grid/settings.ts";
import type { Stage } from "../run/stage.ts";
import type { Group, Plan } from "./plan.ts";

/** What is started for a task: its training, and its test or each of its tests. */
export interface RunSpec<Test extends GridTest = GridTest> {
  readonly stage: Stage;
  readonly test: Test | undefined;
  readonly settings: Settings;
}

/** @param settings of the task, unparsed */
export function runSpecsOf<Test extends GridTest>(settings: ValueMap, tests: readonly Test[]): RunSpec<Test>[] {
  const parse = (values: ValueMap) => parseSettings(values, "resolved", () => {});
  const own = parse(settings);
  if (tests.length === 0) {
    return (["train", "test"] as const).map((stage) => ({ stage, test: undefined, settings: own }));
  }
  return [
    { stage: "train", test: undefined, settings: own },
    ...tests.map((test): RunSpec<Test> => ({
      stage: "test",
      test,
      settings: parse(merge(settings, test.settings) as ValueMap),
    })),
  ];
}

/** What a stage starts for the experiments of a group: once, or once for each test. */
export function stageSpecs(plan: Plan, group: Group, stage: Stage): RunSpec[] {
  return runSpecsOf(group.settings, plan.tests).filter((variant) => variant.stage === stage);
}

/** Whether the models of a group can be tested: beside a `command` there has to be a `test_command`. */
export function isTestable(plan: Plan, group: Group): boolean {
  return stageSpecs(plan, group, "test").some(({ settings }) =>
    settings.command === undefined || settings.testCommand !== undefined
  );
}

/** The names of a stage's tests; `undefined` stands for the training, and for a test without a name. */
export function testNames(plan: Plan, stage: Stage): readonly (string | undefined)[] {
  return stage === "train" || plan.tests.length === 0 ? [undefined] : plan.tests.map(({ name }) => name);
}
