import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { StageStatus } from "../../lib/status/status.ts";
import { Project, until } from "../project.ts";
import { testsOnCluster } from "./cluster.ts";

const test = testsOnCluster({ gpus: 2 });

test("a follower says that an element has stopped the grid, and withdraws what waits", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: {range: [1, 9, 1]}}
grid_settings: {max_concurrent_runs: 1, max_failures: 2, command: 'echo {x} >>ran; exit 1'}
`,
  );
  const { code, stderr } = await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env);
  assertEquals(code, 1, stderr);
  assertEquals(stderr.match(/scheduling stopped: 2 runs failed/g)?.length, 1, stderr);
  assertStringIncludes(stderr, "0 of 9 trained, 7 pending, 2 failed");
  assertEquals(project.read("ran"), "1\n2\n");
});

test("max_failures counts over all job arrays of a command that nobody follows", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_tasks:
- {settings: {slurm: {comment: a}}}
- {settings: {slurm: {comment: b}}}
grid_axes: {x: [1, 2, 3]}
grid_settings: {max_concurrent_runs: 1, max_failures: 4, command: 'echo {x} >>ran; exit 1'}
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  assertEquals(code, 0, stderr);
  await cluster.untilEmpty();
  const grid = stdout.trim();
  assertEquals([project.list(`${grid}/slurm`), project.read("ran")], [["1", "2"], "1\n2\n3\n1\n"]);
  const { counts } = await project.status(grid);
  assertEquals([counts.train.failed, counts.train.pending], [4, 2]);
  const followed = await project.run("train", ["--on", "slurm", grid], cluster.env);
  assertEquals(followed.code, 1, followed.stderr);
});

test("several tests of one model are retried at the same time, each under its own numbers", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}
grid_tests: [{name: easy}, {name: hard}, {name: other}]
grid_settings:
  retries: 1
  command: touch {dir}/model
  checkpoint: model
  test_command: 'echo {test_name} {attempt} >>tested; test {attempt} = 2'
`,
  );
  const trained = await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env);
  const grid = trained.stdout.trim();
  const { code, stderr } = await project.run("test", ["--on", "slurm", grid, "--detach"], cluster.env);
  assertEquals(code, 0, stderr);
  await cluster.untilEmpty();
  assertEquals(project.read("tested").trim().split("\n").sort(), [
    ...["easy 1", "easy 2", "hard 1", "hard 2", "other 1", "other 2"],
  ]);
  const [{ tests }] = (await project.status(grid)).experiments;
  assertEquals(
    Object.values<StageStatus>(tests).map(({ state, attempts }) => [state, attempts]),
    Array(3).fill(["succeeded", 2]),
  );
  const last = await project.run("test", ["--on", "slurm", grid], cluster.env);
  assertStringIncludes(last.stderr, "1 of 1 tested (nothing to run)");
});

test("tests on a cluster name the command that trains on the cluster what is missing", async (cluster) => {
  using project = new Project();
  project.write("g.yaml", 'grid_axes: {x: [1]}\ngrid_settings: {command: "false", test_command: "true"}\n');
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const pending = await project.run("test", ["--on", "slurm", grid], cluster.env);
  assertStringIncludes(pending.stderr, `: deno task grid:train:slurm ${grid} trains what is missing\n`);
  await project.run("train", ["--on", "slurm", grid], cluster.env);
  const failed = await project.run("test", ["--on", "slurm", grid], cluster.env);
  assertStringIncludes(failed.stderr, `; deno task grid:train:slurm ${grid} --retry-failed runs it again\n`);
});

test("--dry-run prints the commands that would submit the runs", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2, 3]}
grid_settings: {command: "true", max_concurrent_runs: 2, timeout: 5m, slurm: {partition: main}}
`,
  );
  const args = ["--on", "slurm", "--dry-run"];
  const before = await project.run("train", ["g.yaml", ...args], cluster.env);
  assertEquals([before.code, project.grids()], [0, []]);
  const words = "--partition=main --time=6 --parsable --array=0-2%2 --job-name=gw-ID-1 --chdir=DIR";
  assertStringIncludes(before.stderr, `sbatch --requeue --propagate=NONE ${words}`);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const after = await project.run("train", [grid, ...args], cluster.env);
  const { code, stderr } = after;
  assertEquals(code, 0);
  assertStringIncludes(stderr, `--chdir=${grid} --output=${grid}/slurm/1/output/%a`);
  assertStringIncludes(stderr, ` ${grid}/slurm/1/element.sh ${grid} 1\n`);
  for (const { stderr } of [before, after]) assertStringIncludes(stderr, "Slurm would accept these jobs");
  assertEquals(project.exists(`${grid}/slurm`), false);
});

test("the summary suggests runs_per_job for short runs that wait", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}
grid_settings: {command: "true", slurm: {begin: now+4}}
`,
  );
  const { code, stderr } = await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "with runs_per_job: 2 in grid_settings");
});

test("the end of a run is recorded with the time of its mark, however late that is read", async (cluster) => {
  using project = new Project();
  project.write("g.yaml", 'grid_axes: {x: [1]}\ngrid_settings: {command: "true"}\n');
  const grid = (await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env)).stdout.trim();
  const [, time] = /"type":"end","time":(\d+)/.exec(project.read(`${grid}/journal.ndjson`))!;
  const mark = project.list(`${grid}/slurm/1/marks`).find((name) => name.startsWith("end."))!;
  assertEquals(Number(time), Number(mark.split(".")[3]) * 1000);
});

test("a grid whose tests were stopped continues with its tests", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\n" +
      "grid_settings: {command: 'touch {dir}/model', checkpoint: model, test_command: sleep 60}\n",
  );
  const grid = (await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env)).stdout.trim();
  await project.run("test", ["--on", "slurm", grid, "--detach"], cluster.env);
  const unreachable = { ...cluster.env, SLURM_CONF: `${project.dir}/missing.conf` };
  const silent = await project.run("stop", [grid], unreachable);
  assertEquals(silent.code, 4, silent.stderr);
  assertStringIncludes(silent.stderr, "error: the jobs of this grid cannot be looked up: ");
  assertEquals(silent.stderr.includes("internal error"), false, silent.stderr);
  const stopped = await project.run("stop", [grid], cluster.env);
  assertStringIncludes(stopped.stderr, `; continue with deno task grid:test:slurm ${grid}\n`);
  const ended = await project.run("stop", [grid], unreachable);
  assertEquals([ended.code, ended.stderr.trim()], [0, `no scheduler is running in ${grid}, and no run of it`]);
});

test("--strict of a command that follows detached jobs cancels them after the first run that lacks the metric", async (cluster) => {
  using project = new Project();
  project.write(
    "train.sh",
    `echo '{"validation": {"loss": 1}}' >"$GRID_RUN_DIR/metrics.json"\n[ "$1" = 1 ] || exec sleep 300\n`,
  );
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2, 3, 4, 5]}
grid_settings: {max_concurrent_runs: 2, command: 'sh train.sh {x}', metric: accuracy}
`,
  );
  const detached = await project.run("train", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  const grid = detached.stdout.trim();
  assertStringIncludes(detached.stderr, "follow, with a check of the first results: ");
  const [first] = project.list(grid).filter((name) => name.startsWith("g-x=1-"));
  await until("the first run has ended", () => project.exists(`${grid}/${first}/train.1.exit`));
  const { code, stderr } = await project.run("train", ["--on", "slurm", grid, "--strict"], cluster.env);
  assertEquals(code, 1, stderr);
  // Others may run by then, or not yet.
  assertMatch(
    stderr,
    /metric: unknown result "accuracy", expected one of validation_loss\n--strict: (?:stopping |nothing more is started)/,
  );
  await cluster.untilEmpty();
  const { counts } = await project.status(grid);
  const { succeeded, pending, interrupted } = counts.train;
  assertEquals([succeeded, pending + interrupted], [1, 4], stderr);
});
