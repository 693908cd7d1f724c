import { assert, assertEquals } from "@std/assert";
import { parseYaml } from "../../../lib/config/yaml.ts";
import { expandGrid } from "../../../lib/expand/expand_grid.ts";
import { readOverrides } from "../../../lib/grid/overrides.ts";

const GRID = `grid_tasks:
- settings: {command: 'r {args}', slurm: {partition: a}}
- settings: {command: 'r {args}'}
grid_axes: {x: [1]}
grid_settings:
  timeout: 5
  slurm: {qos: b}
`;

function expand(setting: string[] = []) {
  const { overrides } = readOverrides({ set: [], axis: [], setting });
  const yaml = parseYaml(GRID, "grid.yaml");
  const expansion = expandGrid({ yaml, overrides, read: () => undefined, cwd: "/", masterSeed: 1 });
  assert("plan" in expansion);
  return expansion;
}

Deno.test("the place of a setting is found after the expansion, in the task or in the grid", () => {
  const { plan: { groups }, locateSetting } = expand();
  const places = groups.map((group) =>
    ["slurm.partition", "slurm.qos", "timeout", "slurm", "cpus_per_run"].map((setting) => {
      const { source, position } = locateSetting(group, setting)!;
      return `${source}:${position!.line}:${position!.column}`;
    }).join(" ")
  );
  assertEquals(places, [
    "grid.yaml:2:43 grid.yaml:7:11 grid.yaml:6:3 grid.yaml:2:35 grid.yaml:5:1",
    "grid.yaml:7:3 grid.yaml:7:11 grid.yaml:6:3 grid.yaml:7:3 grid.yaml:5:1",
  ]);
});

Deno.test("a setting of the command line has its flag as its place, and a group of another plan has none", () => {
  const { plan, locateSetting } = expand(["timeout=9"]);
  assertEquals(locateSetting(plan.groups[0]!, "timeout"), { source: "--setting timeout" });
  assertEquals(locateSetting(expand().plan.groups[0]!, "timeout"), undefined);
});
