import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Project, until } from "../project.ts";

function createProject(script: string): Project {
  const project = new Project();
  project.write("first.sh", script);
  project.write("second.sh", "echo started >>second\n");
  for (const name of ["first", "second"]) {
    project.write(`${name}.yaml`, `grid_axes: {x: [1]}\ngrid_settings: {command: [sh, ${name}.sh, "{x}"]}\n`);
  }
  return project;
}

Deno.test("--after waits for the end of another grid, also in the background, and starts however it ended", async () => {
  using project = createProject("until [ -e go ]; do sleep 0.05; done; exit 3\n");
  const first = project.start("train", ["first.yaml", "--on", "cpu"]);
  await until("the first one runs", () => first.hasSaid("started"));
  const [grid] = project.grids();
  const second = await project.run("train", ["second.yaml", "--on", "cpu", "--after", "first.yaml", "--detach"]);
  assertEquals(second.code, 0, second.stderr);
  const waiting = second.stdout.trim();
  const says = `waiting for the end of experiments/${grid}`;
  await until("the second one waits", () => project.read(`${waiting}/scheduler.log`).includes(says));
  assertEquals(project.exists("second"), false);
  project.write("go", "");
  assertEquals((await first.ended).code, 1);
  const ended = await project.run("wait", [waiting, "--timeout", "30"]);
  assertEquals(ended.code, 0, ended.stderr);
  assert(project.exists("second"));
});

Deno.test("--after-success starts nothing if the other grid failed; Ctrl-C ends the wait", async () => {
  using project = createProject("exit 3\n");
  assertEquals((await project.run("train", ["first.yaml", "--on", "cpu"])).code, 1);
  const refused = await project.run("run", ["second.yaml", "--on", "cpu", "--after-success", "first.yaml"]);
  assertEquals(refused.code, 7, refused.stderr);
  assertStringIncludes(refused.stderr, "nothing was started: --after-success experiments/first_");
  assertEquals(project.exists("second"), false);
  project.write("first.sh", "sleep 60\n");
  const first = project.start("train", ["first.yaml", "--on", "cpu", "--grace", "1"]);
  await until("the first one runs", () => first.hasSaid("started"));
  const second = project.start("train", ["second.yaml", "--on", "cpu", "--after", "first.yaml"]);
  await until("the second one waits", () => second.hasSaid("waiting for the end"));
  second.kill("SIGINT");
  assertEquals((await second.ended).code, 130);
  assertEquals(project.exists("second"), false);
  first.kill("SIGINT");
  await first.ended;
});

Deno.test("a grid that is not there, or the own one, is refused", async () => {
  using project = createProject("true\n");
  const unknown = await project.run("train", ["first.yaml", "--on", "cpu", "--after", "experiments/nope"]);
  assertEquals([unknown.code, project.grids().length], [2, 0]);
  assertEquals((await project.run("train", ["first.yaml", "--on", "cpu"])).code, 0);
  const grid = `experiments/${project.grids()[0]}`;
  const own = await project.run("train", [grid, "--on", "cpu", "--after", grid]);
  assertEquals(own.code, 2);
  assertStringIncludes(own.stderr, "cannot wait for its own end");
});
