import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { type Environment, Project } from "../project.ts";

const CONFIG = join(dirname(dirname(dirname(fromFileUrl(import.meta.url)))), "deno.json");

/** Runs `deno task --config …/deno.json` in the directory of a project. */
function task(project: Project, ...args: string[]) {
  return taskWith({}, project, ...args);
}

function taskWith(env: Environment, project: Project, ...args: string[]) {
  return project.startProgram([Deno.execPath(), "task", "--config", CONFIG, ...args], env).ended;
}

Deno.test("one checkout works for any project: paths are relative to the working directory, and stdout contains only data", async () => {
  using project = new Project();
  project.write("configs/base.yaml", "lr: 0.5\nwidth: 8\n");
  project.write("train.sh", 'echo "$@" > trained.txt\n');
  project.write(
    "my grid.yaml",
    "grid_tasks: [{default_configs: configs/base.yaml}]\ngrid_axes: {lr: [0.1]}\ngrid_settings: {command: 'sh train.sh {lr} {width}'}\n",
  );
  const { code, stdout, stderr } = await task(project, "grid:train", "my grid.yaml");
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^experiments\/my_grid_\d{8}_\d{6}\n$/);
  assertEquals(project.read("trained.txt"), "0.1 8\n");
  const status = await task(project, "grid:status");
  assertStringIncludes(status.stdout, "1 succeeded");
  const report = await task(project, "grid:report");
  assertMatch(report.stdout, /^experiments\/my_grid_\d{8}_\d{6}\/\d{8}_\d{6}_grid_report\.html\n$/, report.stderr);
});

Deno.test("outside of the checkout, hints name its deno.json, without which deno task would not find the tasks", async () => {
  using project = new Project();
  const { code, stderr } = await task(project, "-q", "grid:status");
  const hint = /create one with (.*) GRID\n$/.exec(stderr)?.[1];
  assertEquals([code, hint], [2, `deno task --config ${CONFIG} grid:train`]);
  const byNpx = await taskWith({ npm_lifecycle_event: "npx" }, project, "-q", "grid:status");
  assertStringIncludes(byNpx.stderr, `create one with npx -y deno task --config ${CONFIG} grid:train GRID\n`);
});

Deno.test("every task has --help, and rejects unknown flags", async () => {
  using project = new Project();
  for (
    const name of [
      "expand",
      "train",
      "train:cpu",
      "schedule:cpu",
      "test",
      "test:cpu",
      "analyze",
      "report",
      "status",
      "stop",
      "run",
    ]
  ) {
    const help = await task(project, "-q", `grid:${name}`, "--help");
    assertEquals(help.code, 0, help.stderr);
    assertStringIncludes(help.stdout, "Usage: deno task grid:");
    const wrong = await task(project, "-q", `grid:${name}`, "--no-such-flag");
    assertEquals([wrong.code, wrong.stdout], [2, ""], name);
    assertStringIncludes(wrong.stderr, "unknown option '--no-such-flag'");
  }
});
