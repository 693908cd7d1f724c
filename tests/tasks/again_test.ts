import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project, until } from "../project.ts";

// The accuracy of a model is the number of trainings before it.
const GRID = `grid_axes: {x: [1, 2, 3]}
grid_settings:
  max_concurrent_runs: 1
  command: >-
    echo {x} >> {grid_dir}/trained; mkdir {dir}/models; wc -l < {grid_dir}/trained > {dir}/models/model_best.pt;
    test ! -e fail-{x}
  test_command: >-
    echo {x} >> {grid_dir}/tested; (echo n; cat {checkpoint}) > {test_dir}/testing_set_agg_statistics.csv
`;

const without = (text: string) => text.replace(/^training on CPUs .*\n/, "");

async function trained(project: Project): Promise<string> {
  project.write("g.yaml", GRID);
  const { code, stdout, stderr } = await project.run("run", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  return stdout.split("\n")[0]!;
}

const lines = (project: Project, path: string) => project.read(path).trim().split("\n").join(" ");

/** The accuracies in the newest analysis, in the order of the plan. */
async function analyzed(project: Project, grid: string): Promise<string[]> {
  const { stdout, code } = await project.run("analyze", [grid, "--quiet", "--format", "json"]);
  assertEquals(code, 0);
  const rows = JSON.parse(project.read(stdout.split("\n")[0]!));
  return rows.map((row: Record<string, unknown>) => `${row.param_x}:${row.test_n ?? ""}`);
}

Deno.test("--again trains succeeded experiments anew, in a new directory; former ones count no more", async () => {
  using project = new Project();
  const grid = await trained(project);
  const [one, two] = (await project.status(grid)).experiments;
  assertEquals(await analyzed(project, grid), ["1:1", "2:2", "3:3"]);
  const { code, stdout, stderr } = await project.run("train", [grid, "--only", "x=[1, 2]", "--again"]);
  assertEquals([code, stdout], [0, `${grid}\n`], stderr);
  assertStringIncludes(stderr, "training 2 experiments anew: their former directories now end in ~1\n");
  assertStringIncludes(stderr, "2 of 2 trained");
  assertEquals(lines(project, `${grid}/trained`), "1 2 3 1 2");
  const status = await project.status(grid);
  assertEquals([status.counts.train.succeeded, status.counts.test], [3, {
    ...status.counts.test,
    succeeded: 1,
    pending: 2,
  }]);
  assertEquals(status.experiments[0].train.attempts, 1);
  assertEquals(status.experiments.length, 3);
  assertEquals(
    await analyzed(project, grid),
    ["1:", "2:", "3:3"],
    "the results of former tests are no results of new models",
  );
  assertEquals((await project.run("test", [grid])).code, 0);
  assertEquals(lines(project, `${grid}/tested`), "1 2 3 1 2");
  assertEquals(await analyzed(project, grid), ["1:4", "2:5", "3:3"]);

  const again = await project.run("train", [grid, "--only", one.dir, "--again"]);
  assertStringIncludes(
    again.stderr,
    `training ${one.name} r0 ${one.id} anew: its former directory is now ${one.dir}~2\n`,
  );
  assertEquals(project.list(grid).filter((name) => name.startsWith("g-")), [
    ...[one.dir, `${one.dir}~1`, `${one.dir}~2`],
    ...[two.dir, `${two.dir}~1`],
    (await project.status(grid)).experiments[2].dir,
  ]);
  assertEquals(Number(project.read(`${grid}/${one.dir}~1/models/model_best.pt`)), 1);
  assertEquals(Number(project.read(`${grid}/${one.dir}~2/models/model_best.pt`)), 4);
  assertMatch(
    (await project.run("train", [grid, "--only", `${one.dir}~1`])).stderr,
    /it is a former directory of g-x=1-r0/,
  );
});

Deno.test("--again without --only is refused if it would train succeeded experiments anew", async () => {
  using project = new Project();
  const grid = await trained(project);
  for (const [task, ...args] of [["train", grid], ["run", grid], ["schedule_cpu", grid], ["train", "g.yaml"]]) {
    const { code, stderr } = await project.run(task!, [...args, "--again"]);
    assertEquals([task, code, stderr.split("\n").at(-2)], [
      ...[task, 2],
      "--again: 3 experiments have succeeded and would be trained anew: choose some with --only, or all with --only all",
    ]);
  }
  assertEquals(project.grids().length, 1, "with a grid file it goes on with the newest grid directory");
  assertEquals(lines(project, `${grid}/trained`), "1 2 3");
  assertEquals((await project.run("train", [grid, "--again", "--only", "all"])).code, 0);
  assertEquals(lines(project, `${grid}/trained`), "1 2 3 1 2 3");
  assertEquals((await project.run("schedule_cpu", [grid, "--again", "--only", "state=succeeded"])).code, 0);
  assertEquals(lines(project, `${grid}/trained`), "1 2 3 1 2 3 1 2 3");
});

Deno.test("with --again, failed and pending experiments simply run", async () => {
  using project = new Project();
  project.write("g.yaml", GRID.replace("mkdir", "mkdir -p"));
  project.write("fail-1", "");
  const first = await project.run("train", ["g.yaml", "--only", "x=[1, 2]"]);
  const grid = first.stdout.trim();
  assertEquals([first.code, lines(project, `${grid}/trained`)], [1, "1 2"]);
  Deno.removeSync(join(project.dir, "fail-1"));
  const { code, stderr } = await project.run("train", [grid, "--only", "x=[1, 3]", "--again"]);
  assertEquals(code, 0, stderr);
  assert(!stderr.includes("anew"), stderr);
  assertEquals(lines(project, `${grid}/trained`), "1 2 1 3");
  assertEquals(project.list(grid).filter((name) => name.includes("~")), []);
  assertEquals((await project.status(grid)).experiments[0].train.attempts, 2);
});

Deno.test("grid:run --again trains, tests and analyzes the same experiments, whatever state= becomes", async () => {
  using project = new Project();
  const grid = await trained(project);
  const { code, stderr } = await project.run("run", [grid, "--only", "state=succeeded", "--only", "x=2", "--again"]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "1 of 1 trained");
  assertStringIncludes(stderr, "1 of 1 tested");
  assertEquals(lines(project, `${grid}/tested`), "1 2 3 2");
  project.write("fail-3", "");
  const failed = await project.run("run", [grid, "--only", "x=3", "--again"]);
  assertEquals(failed.code, 1, failed.stderr);
  Deno.removeSync(join(project.dir, "fail-3"));
  const dry = await project.run("run", [grid, "--only", "state=failed", "--dry-run"]);
  assertEquals([dry.code, dry.stdout.trim().split("\n").length], [0, 2], dry.stderr);
  Deno.removeSync(join(project.dir, grid, (await project.status(grid)).experiments[2].dir, "models"), {
    recursive: true,
  });
  const retried = await project.run("run", [grid, "--only", "state=failed", "--retry-failed"]);
  assertEquals(retried.code, 0, retried.stderr);
  assertStringIncludes(retried.stderr, "1 of 1 tested");
});

Deno.test("grid:test --again tests once more and keeps what there is, and each named test starts over with its model", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    GRID.replace("  test_command", "  grid_tests_placeholder").replace(/ {2}grid_tests_placeholder[^]*$/, "") +
      `grid_tests:
  - {name: easy, test_command: "echo easy >> {grid_dir}/tested"}
  - {name: hard, test_command: "echo hard >> {grid_dir}/tested; test ! -e stop"}
`,
  );
  project.write("stop", "");
  const first = await project.run("run", ["g.yaml", "--only", "x=1"]);
  assertEquals(first.code, 1, first.stderr);
  const grid = first.stdout.split("\n")[0]!;
  Deno.removeSync(join(project.dir, "stop"));
  const tests = async () => {
    const [{ tests, dir }] = (await project.status(grid)).experiments;
    return [
      tests.easy.state,
      tests.hard.state,
      project.list(`${grid}/${dir}`).filter((name) => name.startsWith("test_")).length,
    ];
  };
  assertEquals(await tests(), ["succeeded", "failed", 2]);
  assertEquals((await project.run("test", [grid, "--again"])).code, 0);
  assertEquals(await tests(), ["succeeded", "succeeded", 4], "what failed runs, too");
  assertEquals((await project.run("train", [grid, "--only", "x=1", "--again"])).code, 0);
  assertEquals(await tests(), ["pending", "pending", 0]);
  assertEquals((await project.run("test", [grid])).code, 0);
  assertEquals(await tests(), ["succeeded", "succeeded", 2]);
});

Deno.test("what is running or may be running elsewhere is not trained anew", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}
grid_settings:
  max_concurrent_runs: 1
  command: "if [ {x} = 2 ]; then touch {grid_dir}/up; until [ -e go ]; do sleep 0.02; done; fi"
`,
  );
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.grids().length > 0 && project.exists(`experiments/${project.grids()[0]}/up`));
  const grid = `experiments/${project.grids()[0]}`;
  assertEquals((await project.run("train", [grid, "--only", "x=1", "--again"])).code, 3, "another scheduler runs it");
  started.kill("SIGKILL");
  await started.ended;
  const [one, two] = (await project.status(grid)).experiments;
  const { code, stderr } = await project.run("train", [grid, "--only", "all", "--again"]);
  assertEquals([code, without(stderr)], [
    2,
    `--again: ${two.name} r0 ${two.id} is running: wait for it to finish, or stop it\n`,
  ]);
  assertEquals(project.list(grid).filter((name) => name.includes("~")), [], "nothing has been moved");
  project.write("go", "");
  assertEquals((await project.run("train", [grid])).code, 0);

  const record = { type: "start", time: Date.now(), id: one.id, stage: "train", launch: 2, attempt: 2 };
  project.write(`${grid}/journal.ndjson`, `${project.read(`${grid}/journal.ndjson`)}${JSON.stringify(record)}\n`);
  const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  project.write(`${grid}/${one.dir}/train.2.pid`, `17 5 ${boot} ${Deno.readLinkSync("/proc/self/ns/pid")} elsewhere\n`);
  const unknown = await project.run("train", [grid, "--only", one.id, "--again"]);
  assertEquals([unknown.code, without(unknown.stderr)], [
    2,
    `--again: ${one.name} r0 ${one.id} may still be running on elsewhere: see --assume-dead\n`,
  ]);
});

Deno.test("--again checks the programs that runs need before it moves anything", async () => {
  using project = new Project();
  project.write("tool", "#!/bin/sh\n");
  Deno.chmodSync(join(project.dir, "tool"), 0o755);
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: './tool {x}'}\n");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  Deno.removeSync(join(project.dir, "tool"));
  const { code, stderr } = await project.run("train", [grid, "--only", "all", "--again"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'program "./tool" not found');
  assertEquals(project.list(grid).filter((name) => name.includes("~")), []);
  assertEquals((await project.status(grid)).counts.train.succeeded, 1);
});

Deno.test("--detach --again trains anew in the background", async () => {
  using project = new Project();
  const grid = await trained(project);
  const { code, stderr } = await project.run("train", [grid, "--only", "x=3", "--again", "--detach", "--quiet"]);
  assertEquals(code, 0, stderr);
  await until("it has been trained", () => lines(project, `${grid}/trained`) === "1 2 3 3");
  await until("it has ended", () => project.read(`${grid}/lock`) === "");
  assertEquals(project.list(grid).filter((name) => name.endsWith("~1")).length, 1);
});
