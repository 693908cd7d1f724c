import { assertEquals, assertStringIncludes } from "@std/assert";
import type { StageStatus } from "../../lib/status/status.ts";
import { Project } from "../project.ts";
import { testsOnCluster } from "./cluster.ts";

const test = testsOnCluster({ gpus: 2 });

const GRID = `grid_axes: {lr: [0.1, 0.01]}
grid_settings:
  metric: validation_accuracy
  command: 'printf "{{\\"validation\\": {{\\"accuracy\\": %s}}}}" {lr} >{dir}/metrics.json'
  test_command: 'printf "{{\\"test\\": {{\\"accuracy\\": %s}}}}" {lr} >{test_dir}/metrics.json'
  checkpoint: metrics.json
`;

test("a grid is trained, tested and analyzed on Slurm", async (cluster) => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const { code, stdout, stderr } = await project.run("run", ["--on", "slurm", "g.yaml"], cluster.env);
  assertEquals(code, 0, stderr);
  const [grid] = project.grids();
  assertStringIncludes(stdout, `experiments/${grid}/`);
  assertStringIncludes(stderr, "training on Slurm: 2 experiments, one element each");
  assertStringIncludes(stderr, "2 of 2 trained");
  assertStringIncludes(stderr, "2 of 2 tested");
  const { counts } = await project.status(`experiments/${grid}`);
  assertEquals([counts.train.succeeded, counts.test.succeeded], [2, 2]);
});

test("--detach leaves no process, and retries and timeouts work while nobody follows", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {mode: [ok, fails, second, slow]}
grid_settings:
  retries: 1
  timeout: 1
  command: 'case {mode} in ok) true;; fails) exit 7;; second) test {attempt} = 2;; slow) sleep 60;; esac'
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  assertEquals(code, 0, stderr);
  const grid = stdout.trim();
  assertStringIncludes(stderr, `4 runs queued or running on Slurm; status: deno task grid:status ${grid}`);
  await cluster.untilEmpty();
  const status = await project.status(grid);
  assertEquals(
    status.experiments.map((
      { train }: { readonly train: StageStatus },
    ) => [train.state, train.attempts, train.exit, train.signal]),
    [
      ["succeeded", 1, 0, null],
      ["failed", 2, 7, null],
      ["succeeded", 2, 0, null],
      ["timed_out", 2, null, "SIGTERM"],
    ],
  );
  assertEquals(status.scheduler, null);

  const next = await project.run("train", ["--on", "slurm", grid], cluster.env);
  assertEquals(next.code, 1, next.stderr);
  assertStringIncludes(next.stderr, "2 of 4 trained, 1 failed, 1 timed out");
  assertEquals((await project.status(grid)).experiments, status.experiments);
});

test("grid:run on Slurm cannot be detached", async (cluster) => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const { code, stderr } = await project.run("run", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  assertEquals([code, project.grids()], [2, []]);
  assertStringIncludes(stderr, "grid:train --on slurm --detach");
});

test("too many failures stop a grid that nobody follows, and who follows it later is told", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: {range: [1, 9, 1]}}
grid_settings: {max_concurrent_runs: 1, max_failures: 2, command: 'echo {x} >>ran; exit 1'}
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  assertEquals(code, 0, stderr);
  await cluster.untilEmpty();
  assertEquals(project.read("ran"), "1\n2\n");
  const { counts } = await project.status(stdout.trim());
  assertEquals([counts.train.failed, counts.train.pending], [2, 7]);
});

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
  const { code, stderr } = await project.run("train", [grid, ...args], cluster.env);
  assertEquals(code, 0);
  assertStringIncludes(stderr, `--chdir=${grid} --output=slurm/1/output/%a`);
  assertStringIncludes(stderr, ` ${grid}/slurm/1/element.sh ${grid} 1\n`);
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
