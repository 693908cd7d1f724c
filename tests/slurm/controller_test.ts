/** `grid:run --on slurm --detach`: a job of the cluster follows the grid, tests and analyzes it, with nobody logged in. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { isRunning, Project, until } from "../project.ts";
import { type Cluster, testsOnCluster } from "./cluster.ts";

const testOn = testsOnCluster({ nodes: 2, cpus: 8 });

/** A test after which nothing is left in the queue, also if it fails. */
function test(name: string, run: (cluster: Cluster) => Promise<void>): void {
  testOn(name, async (cluster) => {
    try {
      await run(cluster);
    } finally {
      await cluster.command(["scancel", "--me"]);
      await cluster.untilEmpty();
    }
  });
}

// Minutes on a cluster of people are seconds here.
const PACE = { GRID_WORKERS_SLURM_POLL: "0.5", GRID_WORKERS_SLURM_LOOK: "1", GRID_WORKERS_SLURM_PATIENCE: "3" };
// A controller has to start a program, on a machine that is busy.
const SECONDS = 120;

const TRAINER = `
echo start >> "$1/starts"
echo epoch,accuracy > "$1/validation_statistics.csv"
epoch=1
while [ $epoch -le $3 ]; do
  echo $epoch,$2 >> "$1/validation_statistics.csv"
  sleep $4
  epoch=$((epoch + 1))
done
echo $2 > "$1/model"
`;

interface Settings {
  readonly qualities?: readonly number[];
  readonly epochs?: number;
  readonly more?: string;
}

function createProject({ qualities = [0.6, 0.1, 0.2], epochs = 8, more = "" }: Settings = {}): Project {
  const project = new Project();
  project.write("train.sh", TRAINER);
  project.write("test.sh", 'echo "{\\"test\\": {\\"accuracy\\": $(cat "$1")}}" > "$2/metrics.json"\n');
  project.write(
    "g.yaml",
    `
grid_axes: {q: [${qualities.join(", ")}]}
grid_settings:
  command: sh train.sh {dir} {q} ${epochs} 0.5
  test_command: sh test.sh {checkpoint} {test_dir}
  checkpoint: model
  metric: {name: validation_accuracy, goal: maximize}
${more}
`,
  );
  return project;
}

const EARLY = "  max_concurrent_runs: 1\n  early_stopping: {first: 3, eta: 2}\n";

async function detach(
  project: Project,
  cluster: Cluster,
  ...args: string[]
): Promise<{ grid: string; stderr: string }> {
  const { code, stdout, stderr } = await project.run("run", ["g.yaml", "--on", "slurm", "--detach", ...args], {
    ...cluster.env,
    ...PACE,
  });
  assertEquals(code, 0, stderr);
  return { grid: stdout.trim(), stderr };
}

const log = (project: Project, grid: string) =>
  project.exists(`${grid}/scheduler.log`) ? project.read(`${grid}/scheduler.log`) : "";

async function untilDone(project: Project, cluster: Cluster, grid: string): Promise<void> {
  try {
    await cluster.untilEmpty(SECONDS);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${await cluster.ask("squeue")}\n${log(project, grid)}`);
  }
}

function assertReported(project: Project, grid: string): void {
  assert(project.list(grid).some((name) => name.endsWith("_grid_summary.csv")), log(project, grid));
  assert(project.list(grid).some((name) => name.endsWith(".html")), log(project, grid));
}

function savedAt(cluster: Cluster): number {
  return Deno.statSync(join(cluster.dir, "state", "job_state")).mtime!.getTime();
}

/** The pid of the command that follows the grid. */
async function follower(project: Project, cluster: Cluster, grid: string): Promise<number> {
  let pid: number | undefined;
  await cluster.until("the controller follows", async () => {
    pid = (await project.status(grid)).scheduler?.pid;
    return pid !== undefined;
  }, SECONDS);
  return pid!;
}

test("a detached grid is trained, tested, analyzed and reported by its controller, which waits for the trainings", async (cluster) => {
  using project = createProject();
  const { grid, stderr } = await detach(project, cluster);
  assertMatch(stderr, /controller: job \d+ waits for the trainings, then follows this grid/);
  const shown = await project.run("status", [grid], cluster.env);
  assertMatch(shown.stdout, /controller: job \d+ pending/);
  await untilDone(project, cluster, grid);
  const { counts } = await project.status(grid);
  assertEquals([counts.train.succeeded, counts.test.succeeded], [3, 3], log(project, grid));
  assertReported(project, grid);
  const waited = await project.run("wait", [grid], cluster.env);
  assertEquals(waited.code, 0, waited.stderr);
});

test("the controller stops runs early, whatever is killed meanwhile, and with the same verdicts", async (cluster) => {
  using project = createProject({ epochs: 40, more: `${EARLY}  experiment_repetitions: 2\n` });
  const { grid, stderr } = await detach(project, cluster);
  assertMatch(stderr, /controller: job \d+ follows this grid/);
  for (let kills = 0; kills < 2; kills++) {
    const pid = await follower(project, cluster, grid);
    Deno.kill(pid, "SIGKILL");
    await until("it is gone", () => !isRunning(pid));
    // What Slurm has not saved, it forgets.
    const killed = Date.now();
    await until("Slurm has saved its state", () => savedAt(cluster) > killed);
    await cluster.stopController("SIGKILL");
    await cluster.startController();
  }
  await untilDone(project, cluster, grid);
  const { counts, experiments } = await project.status(grid);
  assertEquals(
    [counts.train.succeeded, counts.train.stopped_early, counts.test.succeeded],
    [2, 4, 2],
    log(project, grid),
  );
  const records = project.read(`${grid}/journal.ndjson`).trim().split("\n").map((line) => JSON.parse(line));
  // Slurm may start the elements that wait in any order.
  const rungs = records.filter(({ type, rung }) => type === "rung" && rung === 3).toSorted((a, b) => b.value - a.value);
  assertEquals(rungs.map(({ value, goes_on }) => [value, goes_on]), [[0.6, true], [0.2, false], [0.1, false]]);
  for (const name of project.list(grid).filter((name) => project.exists(`${grid}/${name}/starts`))) {
    assertEquals(project.read(`${grid}/${name}/starts`), "start\n", name);
  }
  assertEquals(experiments.length, 6);
  assertReported(project, grid);
});

test("when the controller's job itself is killed, its next element goes on", async (cluster) => {
  using project = createProject({ epochs: 12, more: EARLY });
  const { grid } = await detach(project, cluster);
  await follower(project, cluster, grid);
  const [, job] = /controller: job (\d+)/.exec((await project.run("status", [grid], cluster.env)).stdout)!;
  await cluster.ask("scancel", "--signal=KILL", "--full", `${job}_0`);
  await untilDone(project, cluster, grid);
  const { counts } = await project.status(grid);
  assertEquals([counts.train.succeeded, counts.train.stopped_early], [1, 2], log(project, grid));
  assertReported(project, grid);
});

test("grid:stop ends the controller and the runs; the command continues them, detached again", async (cluster) => {
  using project = createProject({ epochs: 100, more: EARLY });
  const { grid } = await detach(project, cluster);
  await follower(project, cluster, grid);
  const stopped = await project.run("stop", [grid], { ...cluster.env, ...PACE });
  assertEquals(stopped.code, 0, stopped.stderr);
  await cluster.untilEmpty();
  assertStringIncludes(stopped.stderr, `grid:run --on slurm ${grid}`);
  const { counts, scheduler } = await project.status(grid);
  assertEquals([counts.train.succeeded, scheduler], [0, null]);
  const waited = await project.run("wait", [grid], cluster.env);
  assertEquals(waited.code, 6, waited.stderr);
  project.write("train.sh", TRAINER.replace("sleep $4", "sleep 0.1"));
  const { code, stderr } = await project.run("run", [grid, "--on", "slurm", "--detach"], { ...cluster.env, ...PACE });
  assertEquals(code, 0, stderr);
  await untilDone(project, cluster, grid);
  assertEquals((await project.status(grid)).counts.test.succeeded, 1, log(project, grid));
});

test("a second detached command leaves the grid to the controller that it has", async (cluster) => {
  using project = createProject({ epochs: 16 });
  const { grid } = await detach(project, cluster);
  const { code, stderr } = await project.run("run", [grid, "--on", "slurm", "--detach"], { ...cluster.env, ...PACE });
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /controller: job \d+ follows this grid already/);
  await untilDone(project, cluster, grid);
  assertReported(project, grid);
});

test("a controller that the cluster would refuse is refused with its place, before anything is made", async (cluster) => {
  using project = createProject({ more: "  slurm: {controller: {partition: none}}\n" });
  const refused = await project.run("run", ["g.yaml", "--on", "slurm", "--detach"], cluster.env);
  assertEquals([refused.code, project.exists("experiments")], [2, false]);
  assertMatch(
    refused.stderr,
    /^g\.yaml:8:11: "slurm": sbatch refuses the controller \(.*--partition=none.*\): invalid partition/m,
  );
  using other = createProject({ more: "  slurm: {controller: {dependency: 'afterok:1'}}\n" });
  const { code, stderr } = await other.run("run", ["g.yaml", "--on", "slurm", "--detach"], cluster.env);
  assertEquals(code, 2);
  assertMatch(stderr, /^g\.yaml:8:24: "slurm": controller: the option "dependency" cannot be set/m);
});

test("--dry-run prints the command that would submit the controller", async (cluster) => {
  using project = createProject({ more: "  slurm: {controller: {time: 1h}}\n" });
  const args = ["g.yaml", "--on", "slurm", "--detach", "--dry-run"];
  const { code, stderr } = await project.run("run", args, cluster.env);
  assertEquals([code, project.exists("experiments")], [0, false], stderr);
  assertMatch(stderr, /^sbatch .*--cpus-per-task=1 --mem=2G --time=60 .*--array=0-4%1 .*controller\.sh DIR 3$/m);
});

test("grid:wait exits with the code of the command that the controller runs", async (cluster) => {
  using project = createProject();
  const { grid } = await detach(project, cluster, "--require", "test_test_accuracy>0.9");
  await untilDone(project, cluster, grid);
  assertReported(project, grid);
  const { code, stderr } = await project.run("wait", [grid], cluster.env);
  assertEquals(code, 1, `${stderr}\n${log(project, grid)}`);
});

test("on nodes without Deno the controller says so, and the next command does the rest", async (cluster) => {
  using project = createProject();
  const { grid } = await detach(project, cluster);
  const [, submission] = /"submission":(\d+),"name":"[^"]*","elements":\d+,"controller":true/.exec(
    project.read(`${grid}/journal.ndjson`),
  )!;
  const command = join(grid, "slurm", submission!, "command");
  project.write(command, project.read(command).replace(/^gw_deno=.*$/m, "gw_deno=/nowhere/deno"));
  await untilDone(project, cluster, grid);
  assertMatch(log(project, grid), /n\d does not see \/nowhere\/deno: continue with deno task grid:run --on slurm/);
  const { counts } = await project.status(grid);
  assertEquals([counts.train.succeeded, counts.test.pending], [3, 3]);
  const { code, stderr } = await project.run("run", [grid, "--on", "slurm"], { ...cluster.env, ...PACE });
  assertEquals(code, 0, stderr);
  assertReported(project, grid);
});

test("trainings that have ended before the controller looks are judged, too: repetitions of the worse ones are not run", async (cluster) => {
  const more = `${EARLY}  experiment_repetitions: 2\n  slurm: {controller: {begin: now+8}}\n`;
  using project = createProject({ epochs: 4, more });
  project.write("train.sh", TRAINER.replace("sleep $4", "sleep 0.05"));
  const { grid } = await detach(project, cluster);
  await untilDone(project, cluster, grid);
  const { experiments } = await project.status(grid);
  const states = experiments.map(({ train }: { train: { state: string } }) => train.state);
  // One or two, as Slurm may start the elements in any order.
  assertEquals(states.slice(0, 4), Array(4).fill("succeeded"), log(project, grid));
  assertEquals(states.at(-1), "stopped_early", log(project, grid));
});
