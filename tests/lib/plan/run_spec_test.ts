import { assert, assertEquals, assertThrows } from "@std/assert";
import type { ValueMap } from "../../../lib/config/value.ts";
import { extendPlan } from "../../../lib/plan/extend.ts";
import {
  createRunSpecReader,
  findSpec,
  gridSettings,
  isTestable,
  type Plan,
  trainingSpec,
} from "../../../lib/plan/plan.ts";
import { expand, yaml } from "../expand/expand_text.ts";

const read = (settings: string, tests: string[] = []) =>
  createRunSpecReader(tests.map((name) => ({ name, overwrite: new Map(), settings: new Map() })))(
    yaml(settings) as ValueMap,
  );

Deno.test("a run has the command of the settings, the default command, or none", () => {
  const table: [string, string, string][] = [
    ["{}", "default", "default"],
    ["{command: 'run {config}'}", "template", "none"],
    ["{test_command: t}", "default", "template"],
    ["{command: 'run {config}', test_command: t}", "template", "template"],
  ];
  for (const [settings, ...kinds] of table) {
    assertEquals(read(settings).map(({ command }) => command.kind as string), kinds, settings);
  }
});

Deno.test("there is one run spec for the training, and one per test", () => {
  assertEquals(read("{}").map(({ stage, test }) => [stage, test?.name]), [["train", undefined], ["test", undefined]]);
  const named = read("{}", ["a", "b"]).map(({ stage, test }) => [stage, test?.name]);
  assertEquals(named, [["train", undefined], ["test", "a"], ["test", "b"]]);
});

Deno.test("the sub-grids of a task share their run specs", () => {
  const { groups } = expand("grid_settings: {command: 'run {config}'}\ngrid_axes: [{a: [1]}, {a: [2]}]");
  assertEquals(groups.length, 2);
  assert(groups[0]!.specs === groups[1]!.specs);
});

Deno.test("findSpec() finds a run by its stage and test, and throws if there is none", () => {
  const { groups: [group] } = expand(
    "grid_settings: {command: 'run {config}'}\ngrid_axes: {a: [1]}\ngrid_tests: [{name: t, test_command: [x]}]",
  );
  assertEquals(findSpec(group!, "train", undefined), trainingSpec(group!));
  assertEquals(findSpec(group!, "test", "t").settings.testCommand?.words, [["x"]]);
  assertThrows(() => findSpec(group!, "test", "u"), RangeError, 'no test "u"');
  assert(isTestable(group!));
});

Deno.test("groups of dropped experiments have the tests of the new plan", () => {
  const grid = (a: number, tests: string) =>
    expand(`grid_settings: {command: 'run {config}', test_command: t}\ngrid_axes: {a: [${a}]}\n${tests}`);
  const { plan } = extendPlan(grid(1, ""), grid(2, "grid_tests: [{name: new}]"), () => true);
  assertEquals(plan.groups.map((group) => group.specs.map(({ test }) => test?.name)), [
    [undefined, "new"],
    [undefined, "new"],
  ]);
});

Deno.test("the settings of the whole grid are those of what is in use, or the defaults", () => {
  const [former, plan] = ["2h", "1h"].map((time) =>
    expand(`grid_settings: {command: run, max_time: ${time}}\ngrid_axes: {a: [1]}`)
  ) as [Plan, Plan];
  const dropped = former.experiments.map((experiment) => ({ ...experiment, dropped: true as const }));
  const current = plan.experiments.map((experiment) => ({ ...experiment, group: 1 }));
  const extended = { ...plan, groups: [...former.groups, ...plan.groups], experiments: [...dropped, ...current] };
  assertEquals(gridSettings(extended).maxTime, 3_600);
  assertEquals(gridSettings({ ...extended, experiments: dropped }).maxTime, undefined);
});
