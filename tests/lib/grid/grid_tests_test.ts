import { assertEquals, assertStringIncludes } from "@std/assert";
import { toJson } from "../../../lib/config/value.ts";
import { configOf, testConfigOf } from "../../../lib/plan/experiment.ts";
import { stageSpecs, testNames } from "../../../lib/plan/plan.ts";
import { parseTestDirName, testDirName } from "../../../lib/store/layout.ts";
import { decodePlan, encodePlan } from "../../../lib/store/plan_format.ts";
import { expand, tryExpand } from "../expand/expand_text.ts";

const GRID = `
grid_axes: {lr: [0.1]}
grid_overwrite: {testing: {noise: 0, crop: 28}}
grid_tests:
  - name: clean
  - {name: noisy, overwrite: {testing: {noise: 0.50, ~crop: }}, test_command: [robust, "{testing.noise}", "{config}"]}
grid_settings: {command: 'run {config}', test_command: test it}
`;

Deno.test("each test has the configuration with its overwrite, and its own test_command or that of the settings", () => {
  const plan = expand(GRID);
  assertEquals(testNames(plan, "test"), ["clean", "noisy"]);
  assertEquals(testNames(plan, "train"), [undefined]);
  const config = configOf(plan, plan.experiments[0]!);
  const [clean, noisy] = plan.tests.map((test) => toJson(testConfigOf(config, test)));
  assertEquals(clean, { testing: { noise: 0, crop: 28 }, lr: 0.1 });
  assertEquals(noisy, { testing: { noise: 0.5 }, lr: 0.1 });
  assertEquals(
    stageSpecs(plan.groups[0]!, "test").map(({ settings }) => settings.testCommand?.words.length),
    [1, 3],
  );
  assertEquals(stageSpecs(plan.groups[0]!, "train").length, 1);
});

Deno.test("grid_tests do not change the experiments, and a plan stores them", () => {
  const plan = expand(GRID);
  const without = expand(GRID.replace(/grid_tests:[^]*?(?=grid_settings)/, ""));
  assertEquals(plan.experiments, without.experiments);
  const lines = [...encodePlan(plan)];
  assertEquals(decodePlan(lines), plan);
  assertStringIncludes(lines[0]!, '"0.50"');
  // Older plans have no tests.
  const old = [...encodePlan(without)];
  assertEquals(old[0]!.includes("tests"), false);
  assertEquals(decodePlan(old).tests, []);
});

Deno.test("a test's command can use keys that its overwrite adds, but not keys that it removes", () => {
  const { messages } = tryExpand(GRID.replace("{testing.noise}", "{testing.crop}"));
  assertEquals(messages, ["grid.yaml:6:65: test_command has {testing.crop}, which is not a key of the configuration"]);
  assertEquals(tryExpand(GRID.replaceAll("noise", "grain").replace("grain: 0, ", "")).messages, []);
});

Deno.test("an overwrite of a test that overwrites nothing is a warning with a suggestion", () => {
  assertEquals(tryExpand(GRID.replace("{noise: 0.50", "{nois: 0.50").replace("{testing.noise}", "x")).messages, [
    'grid.yaml:6:41: warning: "testing.nois" overwrites nothing: the configuration has no such key, ' +
    'did you mean "testing.noise"?',
  ]);
});

Deno.test("the name of a test directory has the time and the test", () => {
  const tests = ["noisy", "very_noisy"];
  for (const test of [undefined, ...tests]) {
    for (const stamp of ["20261124_093000", "20261124_093000-2"]) {
      assertEquals(parseTestDirName(testDirName(stamp, test), tests), { stamp, ...(test && { test }) });
    }
  }
  // A tag that a tester added is not the name of a test.
  assertEquals(parseTestDirName("test_20261124_093000_tag", tests), { stamp: "20261124_093000_tag" });
});
