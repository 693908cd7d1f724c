/** What commands say to type next works, and does not contradict what they have done. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Project, until } from "../project.ts";

const GRID = `grid_axes: { x: [1, 2] }
grid_settings:
  command: touch {dir}/model_best
  test_command: test {x} != \${{FAIL:-none}} && touch {test_dir}/tested
  checkpoint: model_best
`;

/** The command after `next: `, without `deno task`. */
function nextOf(stderr: string): string | undefined {
  return /^next: deno task grid:(.*)$/m.exec(stderr)?.[1];
}

Deno.test("after Ctrl-C in grid:run, the next command is grid:run", async () => {
  using project = new Project({ "g.yaml": "grid_axes: {x: [1]}\ngrid_settings: {command: 'touch began; sleep 60'}\n" });
  const run = project.start("run", ["g.yaml", "--on", "cpu"]);
  await until("the run has begun", () => project.list(".").includes("began") && run.hasSaid("started"));
  run.kill("SIGINT");
  const { code, stderr } = await run.ended;
  assertEquals([code, nextOf(stderr)], [130, `run experiments/${project.grids()[0]}`], stderr);
});

Deno.test("after --only, the summary tells the experiments that were not selected, and the next command runs them", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const first = await project.run("train", ["g.yaml", "--only", "x=1"]);
  const grid = first.stdout.trim();
  assertStringIncludes(first.stderr, `: ${grid}\nnot selected: 1 pending\nnext: deno task grid:train ${grid}\n`);
  const rest = await project.run("train", [grid]);
  assertEquals([rest.stderr.includes("not selected"), nextOf(rest.stderr)], [false, `test ${grid}`]);
  const failing = { FAIL: "2" };
  await project.run("test", [grid], failing);
  const other = await project.run("test", [grid, "--only", "x=1"], failing);
  assertStringIncludes(other.stderr, `not selected: 1 failed\nnext: deno task grid:test ${grid} --retry-failed\n`);
  const tested = await project.run("test", [grid, "--retry-failed"]);
  assertEquals(nextOf(tested.stderr), `analyze ${grid}`);
  const one = await project.run("train", [grid, "--only", "x=1"]);
  assertEquals([one.stderr.includes("not selected"), nextOf(one.stderr)], [false, `analyze ${grid}`]);
});

Deno.test("a grid in use is told with the command that stops it, also if its path has blanks", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'until [ -e go ]; do sleep 0.02; done'}\n");
  const scheduler = project.start("train", ["g.yaml", "--expdir", "my grids"]);
  await until("it runs", () => scheduler.hasSaid("started"));
  const { code, stderr } = await project.run("train", ["g.yaml", "--resume", "--expdir", "my grids"]);
  const grid = `my grids/${project.list("my grids")[0]}`;
  assertEquals([code, stderr], [
    3,
    `error: the grid is in use by the scheduler with pid ${scheduler.pid} on ${Deno.hostname()}: wait for it to finish, ` +
    `or stop it with deno task grid:stop '${grid}'\n`,
  ]);
  const stopped = await project.run("stop", [grid]);
  assertEquals(stopped.stderr, `scheduler stopped: ${grid}; continue with deno task grid:train '${grid}'\n`);
  await scheduler.ended;
});

Deno.test("flags that have no effect on a grid directory, and aliases that contradict each other, are errors", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const used = `cannot be used with a grid directory: ${grid} is already expanded`;
  const unused = `error: --expdir has no effect on a grid directory: leave it out, or leave out ${grid}`;
  for (
    const [task, args, message] of [
      ["train", [grid, "--savetag", "a"], `error: --savetag ${used}`],
      ["run", [grid, "--expdir", "other"], `error: --expdir ${used}`],
      ["test", [grid, "--expdir", "other"], unused],
      ["status", [grid, "--expdir", "other"], unused],
      ["stop", [grid, "--expdir", "other"], unused],
      ["analyze", [grid, "--expdir", "other"], unused],
      [
        "train",
        ["g.yaml", "--max-concurrent-runs", "2", "--max_concur_runs", "3"],
        "error: --max-concurrent-runs 2 and --max_concur_runs 3 are the same flag: give one of them",
      ],
      [
        "train",
        ["g.yaml", "--expdir", grid],
        `error: --expdir ${grid} is a grid directory: grid directories are not created inside others`,
      ],
      [
        "train",
        ["experiments", "--resume"],
        `experiments: not a grid directory: plan.ndjson is missing, did you mean ${grid}?`,
      ],
      [
        "status",
        ["experiments"],
        `error: experiments is not a grid directory: plan.ndjson is missing, did you mean ${grid}?`,
      ],
    ] as const
  ) {
    const { code, stdout, stderr } = await project.run(task, args);
    assertEquals([code, stdout, stderr], [2, "", `${message}\n`]);
  }
  assertEquals(project.grids().length, 1);
});

Deno.test("grid:status counts what the grid has, and says what it had", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  await project.run("train", ["g.yaml", "--resume", "--axis", "x=[1]"]);
  const { stdout } = await project.run("status", [grid]);
  assertEquals(stdout.split("\n").slice(0, 2), [
    `${grid}: 1 experiment (and 1 that the grid no longer has), no scheduler running`,
    "  train  1 succeeded",
  ]);
});

Deno.test("settings for GPUs that have no effect on CPUs are a warning, once", async () => {
  using project = new Project();
  project.write("g.yaml", `${GRID}  runs_per_gpu: 2\n  gpu_memory_free: 4GB\n`);
  const { code, stdout, stderr } = await project.run("run", ["g.yaml", "--quiet"]);
  const [grid] = stdout.split("\n");
  assertEquals(code, 0, stderr);
  assertEquals(stderr.split("no effect").length - 1, 1, stderr);
  assertStringIncludes(stderr, `${grid}: warning: runs_per_gpu, gpu_memory_free have no effect on CPUs\n`);
});

Deno.test("a test without a checkpoint is told with the pattern that nothing matches", async () => {
  using project = new Project();
  project.write("g.yaml", GRID.replace("checkpoint: model_best", "checkpoint: model_last"));
  const grid = (await project.run("train", ["g.yaml", "--only", "x=1"])).stdout.trim();
  const { code, stderr } = await project.run("test", [grid]);
  assertEquals(code, 1);
  const [dir] = project.list(grid).filter((name) => name.startsWith("g-x=1"));
  assertStringIncludes(stderr, `: no checkpoint: nothing in ${grid}/${dir} matches model_last\n`);
});

Deno.test("an unknown flag is answered with the one that sets a key of the configuration", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  for (const [flag, set] of [["--epochs=5", "--set epochs=5"], ["--model.width", "--set model.width=VALUE"]] as const) {
    const { code, stderr } = await project.run("train", ["g.yaml", flag]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `error: unknown option '${flag}'\n(a key of the configuration is set with ${set})\n`);
  }
  assertEquals(project.grids(), []);
});
