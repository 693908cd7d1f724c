import { assert, assertEquals } from "@std/assert";
import { parseYaml } from "../../../lib/config/yaml.ts";
import { expandGrid, type ExpandInput } from "../../../lib/expand/expand_grid.ts";
import { NO_OVERRIDES } from "../../../lib/grid/overrides.ts";
import { formatProblem, type Problem } from "../../../lib/messages/problem.ts";

function input(text: string, problems: readonly Problem[] = []): ExpandInput {
  const yaml = parseYaml(text, "grid.yaml");
  return { yaml, overrides: NO_OVERRIDES, problems, read: () => undefined, cwd: "/cwd", masterSeed: 7 };
}

const TWICE = "grid_settings: {command: 'run {config}'}\ngrid_axes: {a: [1, 1]}\n";
const NOTICE = 'grid.yaml:1:1: notice: task "grid": skipped 1 duplicate combination';

Deno.test("expandGrid() returns a plan with warnings and notices", () => {
  const expansion = expandGrid(input(TWICE));
  assert("plan" in expansion);
  assertEquals(expansion.plan.experiments.length, 1);
  assertEquals(expansion.warnings.map(formatProblem), [NOTICE]);
});

Deno.test("expandGrid() returns all problems, including warnings, and no plan if there are errors", () => {
  const expansion = expandGrid(input(`${TWICE}grid_exclude: [{b: 1}, {a: 1}]\n`));
  assert("problems" in expansion && !("plan" in expansion));
  assertEquals(expansion.problems.map(({ severity }) => severity), ["error", "warning"]);
});

Deno.test("expandGrid() returns earlier problems first, and no plan if they are errors", () => {
  const known: Problem = { severity: "error", source: "--set x", message: "expected KEY=VALUE" };
  const expansion = expandGrid(input(`${TWICE}version: 2\n`, [known]));
  assert("problems" in expansion);
  assertEquals(expansion.problems.map(formatProblem), [
    "--set x: expected KEY=VALUE",
    "grid.yaml:3:1: unsupported version of the grid file: expected 1, got 2",
  ]);
});
