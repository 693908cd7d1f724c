import { assert, assertEquals } from "@std/assert";
import { parseYaml } from "../../../lib/config/parse_yaml.ts";
import { expandGrid, type ExpandInput } from "../../../lib/expand/expand_grid.ts";
import { NO_OVERRIDES } from "../../../lib/grid/overrides.ts";
import { formatProblem, type Problem } from "../../../lib/messages/problem.ts";

function input(text: string, problems: readonly Problem[] = []): ExpandInput {
  const yaml = parseYaml(text, "grid.yaml");
  return { yaml, overrides: NO_OVERRIDES, problems, read: () => undefined, cwd: "/cwd", masterSeed: 7 };
}

const TWICE = "grid_settings: {command: run}\ngrid_axes: {a: [1, 1]}\n";
const NOTICE = 'grid.yaml:1:1: notice: 1 of the combinations of task "grid" are equal to others and run once';

Deno.test("expandGrid() gives a plan, with warnings and notices", () => {
  const expansion = expandGrid(input(TWICE));
  assert("plan" in expansion);
  assertEquals(expansion.plan.experiments.length, 1);
  assertEquals(expansion.warnings.map(formatProblem), [NOTICE]);
});

Deno.test("expandGrid() gives all problems, warnings among them, and no plan where one is an error", () => {
  const expansion = expandGrid(input(`${TWICE}grid_exclude: [{b: 1}, {a: 1}]\n`));
  assert("problems" in expansion && !("plan" in expansion));
  assertEquals(expansion.problems.map(({ severity }) => severity), ["error", "warning"]);
});

Deno.test("expandGrid() tells first what was known to be wrong, and gives no plan then", () => {
  const known: Problem = { severity: "error", source: "--set x", message: "it must be KEY=VALUE" };
  const expansion = expandGrid(input(`${TWICE}version: 2\n`, [known]));
  assert("problems" in expansion);
  assertEquals(expansion.problems.map(formatProblem), [
    "--set x: it must be KEY=VALUE",
    "grid.yaml:3:1: this program reads version 1 of grid files: what is there is a number",
  ]);
});
