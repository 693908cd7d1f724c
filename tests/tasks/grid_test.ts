/** `grid COMMAND` does what `deno task grid:COMMAND` does, and its hints say so. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { COMMAND_GROUPS, listCommands } from "../../tasks/commands.ts";
import { type Environment, Project, until } from "../project.ts";

const TASKS = join(dirname(fromFileUrl(import.meta.url)), "../../tasks");
const GRID: Environment = { GRID_WORKERS_PROGRAM: "grid" };

Deno.test("the table of commands and the tasks of deno.json are the same", () => {
  const tasks = Object.entries(config.tasks).filter(([name]) => name.startsWith("grid:"))
    .map(([name, { description, command }]) => [name, description, command.replace(/^.* tasks\//, "")]);
  const commands = listCommands().map(({ name, description, module = name, flags = [] }) => [
    `grid:${name}`,
    description,
    [`${module}.ts`, ...flags].join(" "),
  ]);
  assertEquals(commands.sort(), tasks.sort());
});

Deno.test("every command has a module that exports main", async () => {
  for (const { name, module = name } of listCommands()) {
    const { main } = await import(new URL(`../../tasks/${module}.ts`, import.meta.url).href);
    assertEquals(typeof main, "function", module);
  }
});

Deno.test("grid --help lists all commands, one per line; without a command the same goes to stderr", async () => {
  using project = new Project();
  const help = await project.run("grid", ["--help"], GRID);
  assertEquals([help.code, help.stderr], [0, ""]);
  const lines = help.stdout.split("\n");
  for (const { title, commands } of COMMAND_GROUPS) {
    const start = lines.indexOf(`${title}:`);
    commands.forEach(({ name, description }, index) => {
      assertEquals(lines[start + 1 + index]!.trim().split(/ {2,}/), [name, description]);
    });
  }
  assertEquals(Math.max(...lines.map((line) => line.length)) <= 100, true);
  assertEquals((await project.run("grid", ["help"], GRID)).stdout, help.stdout);
  assertEquals(await project.run("grid", [], GRID), { code: 2, signal: null, stdout: "", stderr: help.stdout });
});

Deno.test("grid help COMMAND prints the help of the command, and grid --version the version", async () => {
  using project = new Project();
  const help = await project.run("grid", ["help", "train"], GRID);
  assertStringIncludes(help.stdout, "Usage: grid train [options] [grid]");
  assertEquals(await project.run("grid", ["train", "--help"], GRID), help);
  const version = await project.run("grid", ["--version"], GRID);
  assertEquals(version.stdout, `grid-workers ${config.version} (deno ${Deno.version.deno})\n`);
});

Deno.test("a command that does not exist is refused with the one that was meant, and help is given for one", async () => {
  using project = new Project();
  for (
    const [args, message] of [
      [["stauts"], "error: unknown command 'stauts': did you mean grid status?\n(run grid --help for usage)\n"],
      [["stat"], "error: unknown command 'stat': did you mean grid status?\n(run grid --help for usage)\n"],
      [["grid:train"], "error: unknown command 'grid:train': did you mean grid train?\n(run grid --help for usage)\n"],
      [
        ["my grid.yaml"],
        "error: unknown command 'my grid.yaml': did you mean grid run 'my grid.yaml'?\n(run grid --help for usage)\n",
      ],
      [["help", "frobnicate"], "error: unknown command 'frobnicate'\n(run grid --help for usage)\n"],
      [["help", "run", "train"], "error: too many arguments: expected one command, got 2: run, train\n"],
      [["--frob"], "error: unknown option '--frob'\n(run grid --help for usage)\n"],
      [["status", "--frob"], "error: unknown option '--frob'\n(run grid status --help for usage)\n"],
    ] as [string[], string][]
  ) {
    const { code, stdout, stderr } = await project.run("grid", args, GRID);
    assertEquals([code, stdout, stderr], [2, "", message]);
  }
});

Deno.test("hints are commands of grid, also in a report and from a scheduler in the background; runs do not know of it", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: { x: [1, 2] }
grid_settings:
  command: echo program=\${{GRID_WORKERS_PROGRAM-unset}} >{dir}/model_best
  test_command: test {x} != 1
  checkpoint: model_best
`,
  );
  const trained = await project.run("grid", ["train:cpu", "g.yaml"], GRID);
  const grid = trained.stdout.trim();
  assertStringIncludes(trained.stderr, `next: grid test ${grid}\n`);
  const provenance = JSON.parse(project.read(`${grid}/provenance.json`));
  assertEquals(provenance.command_line, ["--on", "cpu", "g.yaml"]);
  const model = project.list(grid).flatMap((name) => project.exists(`${grid}/${name}/model_best`) ? [name] : [])[0];
  assertEquals(project.read(`${grid}/${model}/model_best`), "program=unset\n");
  const detached = await project.run("grid", ["test", grid, "--detach"], GRID);
  assertEquals(detached.code, 0, detached.stderr);
  const log = `${grid}/scheduler.log`;
  const hasEnded = () => project.exists(log) && project.read(log).includes("next: ");
  await until("the tests have ended", hasEnded);
  assertStringIncludes(project.read(log), `next: grid test ${grid} --retry-failed\n`);
  const report = (await project.run("grid", ["report", grid], { GRID_WORKERS_PROGRAM: "npx grid-workers" })).stdout
    .trim();
  assertStringIncludes(project.read(report), `npx grid-workers status ${grid}`);
});

Deno.test("without an installed grid, hints name the script that runs", async () => {
  using project = new Project();
  const script = join(Deno.realPathSync(TASKS), "grid.ts");
  const refused = await project.run("grid", ["status"]);
  assertEquals(
    refused.stderr,
    `error: no grid found in experiments: create one with deno run -A ${script} train GRID\n`,
  );
  const grid = project.write("bin/grid", "#!/bin/sh\n");
  Deno.chmodSync(grid, 0o755);
  const installed = await project.run("grid", ["status"], {
    PATH: `/etc/passwd:${dirname(grid)}:${Deno.env.get("PATH")}`,
  });
  assertMatch(installed.stderr, /create one with grid train GRID\n/);
});
