import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Project, until } from "../project.ts";

const GRID = `
grid_axes: {x: [1, 2]}
grid_settings:
  command: sh train.sh {x} {dir}
  max_concurrent_runs: 1
  on_end: 'env | grep ^GRID_ | sort >ended; echo "$GRID_STATE" >>times; echo said'
  on_first_failure: 'echo "$GRID_RUN|$GRID_REASON|$(cat "$GRID_LOG")" >>failed'
`;

function createProject(script: string): Project {
  const project = new Project();
  project.write("train.sh", script);
  project.write("g.yaml", GRID);
  return project;
}

Deno.test("on_end is run once after the report, with what became of the grid, and its output is in scheduler.log", async () => {
  using project = createProject('echo \'{"loss": 1}\' >"$2/metrics.json"\n');
  const { code, stdout, stderr } = await project.run("run", ["g.yaml", "--on", "cpu"]);
  assertEquals(code, 0, stderr);
  const [grid] = stdout.split("\n");
  const variables = project.read("ended");
  assertStringIncludes(variables, "GRID_EXIT_CODE=0\n");
  assertStringIncludes(variables, "GRID_STATE=succeeded\n");
  assertStringIncludes(variables, "GRID_TRAINED=2\n");
  assertMatch(variables, /^GRID_REPORT=.*_grid_report\.html$/m);
  assertEquals(project.read("times"), "succeeded\n");
  assertMatch(project.read(`${grid}/scheduler.log`), /^\d\d:\d\d:\d\d on_end: env .*\nsaid\n$/);
  assertEquals(project.exists("failed"), false);
  // Nothing was left to run.
  assertEquals((await project.run("run", [grid!, "--on", "cpu"])).code, 0);
  assertEquals(project.read("times"), "succeeded\n");
});

Deno.test("on_first_failure is run for the first run that fails, on_end in any case, and neither changes the exit code", async () => {
  using project = createProject("echo no more; exit 3\n");
  project.write("g.yaml", GRID.replace("echo said", "exit 7"));
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "cpu"]);
  assertEquals(code, 1, stderr);
  assertMatch(project.read("failed"), /^g-x=\d r0 \w+\|exit code 3 after .*\|no more\n$/);
  assertEquals(project.read("times"), "failed\n");
  assertMatch(stderr, /warning: on_end: exit code 7: see experiments\/g_\w+\/scheduler\.log/);
});

Deno.test("Ctrl-C of grid:run runs on_end, too, and says how to go on; a scheduler that is killed runs nothing, and leaves no shell", async () => {
  using project = createProject("until [ -e go ]; do sleep 0.1; done\n");
  const first = project.start("run", ["g.yaml", "--on", "cpu", "--grace", "1"]);
  await until("a run has started", () => first.hasSaid("started"));
  first.kill("SIGINT");
  const { code, stderr } = await first.ended;
  assertEquals(code, 130, stderr);
  assertMatch(stderr, /\nnext: deno task grid:run experiments\/g_\w+\n$/);
  assertEquals(project.read("times"), "stopped\n");
  const second = project.start("train", [`experiments/${project.grids()[0]}`, "--on", "cpu"]);
  await until("a run has started", () => second.hasSaid("started"));
  second.kill("SIGKILL");
  await second.ended;
  project.write("go", "");
  assert((await project.run("train", [`experiments/${project.grids()[0]}`, "--on", "cpu"])).code === 0);
  assertEquals(project.read("times"), "stopped\nsucceeded\n");
});

Deno.test("an empty line is refused with its place", async () => {
  using project = createProject("true\n");
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: echo, on_end: ''}\n");
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "cpu"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'g.yaml:2:32: "on_end": expected a non-empty string');
});
