/** grid in any directory: as `deno install` makes it of a checkout, and run by its path. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { type Environment, Project } from "../project.ts";

const CHECKOUT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

function run(project: Project, words: readonly string[], cwd: string, env: Environment) {
  return project.startProgram(words, env, cwd).ended;
}

Deno.test("deno install makes a grid that works in any directory, with paths relative to it", async () => {
  using project = new Project();
  const root = join(project.dir, "root");
  const env = { DENO_INSTALL_ROOT: root, PATH: `${root}/bin:${Deno.env.get("PATH")}` };
  const [config, script] = [join(CHECKOUT, "deno.json"), join(CHECKOUT, "tasks/grid.ts")];
  const install = [Deno.execPath(), "install", "-gA", "--config", config, "-n", "grid", script];
  const installed = await run(project, install, ".", env);
  assertEquals(installed.code, 0, installed.stderr);
  project.write("work/g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'sh t.sh {x}'}\n");
  project.write("work/t.sh", `echo "{\\"loss\\": $1}" >"$GRID_RUN_DIR/metrics.json"\n`);
  // A configuration of the user's project is none of grid's.
  project.write("work/deno.json", '{"imports": {"@std/path": "./none.ts"}, "tasks": {"grid:run": "false"}}\n');
  const trained = await run(project, ["grid", "run", "g.yaml", "--expdir", "../my grids"], "work", env);
  assertEquals(trained.code, 0, trained.stderr);
  const grid = trained.stdout.split("\n")[0]!;
  assertMatch(grid, /\/my grids\/g_\d{8}_\d{6}$/);
  assertStringIncludes(trained.stdout, "_grid_report.html\n");
  const status = await run(project, ["grid", "status", "--expdir", "my grids"], ".", env);
  assertStringIncludes(status.stdout, "2 succeeded", status.stderr);
  const again = await run(project, ["grid", "test", grid, "--detach"], "work", env);
  assertEquals(again.code, 0, again.stderr);
});

Deno.test("grid.ts of a checkout can be run by its path in any directory, and hints have that path", async () => {
  using project = new Project();
  project.write("work/g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'false'}\n");
  const words = [Deno.execPath(), "run", "--quiet", "-A", join(CHECKOUT, "tasks/grid.ts")];
  const { stdout, stderr } = await run(project, [...words, "train", "g.yaml"], "work", {});
  const [, hint] = /^next: (.*)$/m.exec(stderr)!;
  assertEquals(hint, `deno run -A ${join(CHECKOUT, "tasks/grid.ts")} train ${stdout.trim()} --retry-failed`);
  // It can be pasted.
  const pasted = await run(project, ["sh", "-c", hint!], "work", {});
  assertEquals([pasted.code, pasted.stdout], [1, stdout], pasted.stderr);
});
