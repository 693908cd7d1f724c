import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster({ killWait: 2 });

test("a grid is trained on the nodes, with GPUs of their own, and its path is the only data", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(
    4,
    `echo "$SLURMD_NODENAME $CUDA_VISIBLE_DEVICES" >>"$GRID_ROOT/gpus"; sleep 1`,
    "gpus_per_run: 1, max_concurrent_runs: 4",
  );
  const { stdout, stderr } = await project.trainAll();
  assertEquals(stdout.trim(), project.grid());
  assertMatch(stderr, /training on Slurm: 4 experiments, one element each.*\(--gres=gpu:1\)/);
  assertMatch(stderr, /submitted job \d+/);
  const gpus = project.read(`${project.grid()}/gpus`).trim().split("\n");
  assertEquals(gpus.toSorted(), ["n0 0", "n0 1", "n1 0", "n1 1"]);
  assertEquals(await project.counts(), { succeeded: 4 });
});

test("without gpus_per_run, runs see no GPU", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(1, `[ -z "$CUDA_VISIBLE_DEVICES" ]`);
  await project.trainAll();
});

test("--detach leaves no process, and the same command on the directory adopts what is queued or running", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(3, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`, "max_concurrent_runs: 2");
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  assertEquals([code, stdout.trim()], [0, project.grid()], stderr);
  const [job, ...others] = await project.jobs();
  assertEquals(others, []);
  assertStringIncludes(stderr, `submitted job ${job}`);
  await cluster.until("they run", () => project.starts() === 2);
  const status = await project.status(project.grid());
  assertEquals([status.scheduler, status.counts.train.running, status.counts.train.pending], [null, 2, 1]);
  assertEquals(status.slurm, {
    answered: true,
    jobs: [{ id: job, running: 2, pending: 1, reason: "JobArrayTaskLimit" }],
  });
  for (
    const { train } of status.experiments.filter(({ train }: { train: { state: string } }) => train.state === "running")
  ) {
    assertMatch(train.job, new RegExp(`^${job}_\\d$`));
    assertMatch(train.host, /^n[01]$/);
  }
  const started = project.start("train", [project.grid(), "--on", "slurm"]);
  await cluster.until("it follows", async () => (await project.status(project.grid())).scheduler !== null);
  project.write(`${project.grid()}/go`, "");
  const followed = await started.ended;
  assertEquals(followed.code, 0, followed.stderr);
  assertEquals([project.starts(), await project.counts()], [3, { succeeded: 3 }]);
  assertEquals(project.list(`${project.grid()}/slurm`), ["1"], "nothing was submitted again");
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  test(`${signal} only ends the following, and says how to follow and to cancel`, async (cluster) => {
    await using project = new SlurmProject(cluster);
    project.writeGrid(2, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`);
    const started = project.start("train", ["g.yaml", "--on", "slurm"]);
    await cluster.until("they run", () => project.starts() === 2);
    started.kill(signal);
    const ended = await started.ended;
    assertEquals(ended.code, code, ended.stderr);
    assertStringIncludes(ended.stderr, `grid:train:slurm ${project.grid()}`);
    assertStringIncludes(ended.stderr, `grid:stop ${project.grid()}`);
    assertEquals(await project.counts(), { running: 2 });
    project.write(`${project.grid()}/go`, "");
    await cluster.untilEmpty();
    assertEquals(await project.counts(), { succeeded: 2 });
  });
}

test("grid:stop cancels from anywhere: what ran is interrupted, the rest is pending", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(6, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`, "max_concurrent_runs: 2");
  await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  await cluster.until("two run", () => project.starts() === 2);
  const { code, stderr } = await project.run("stop", [project.grid()]);
  assertEquals(code, 0, stderr);
  assertEquals(await project.jobs(), []);
  assertEquals(await project.counts(), { pending: 4, interrupted: 2 });
  project.write(`${project.grid()}/go`, "");
  assertEquals((await project.run("train", [project.grid(), "--on", "slurm"])).code, 0);
  assertEquals([await project.counts(), project.starts()], [{ succeeded: 6 }, 8]);
});

// Programs that become the command that follows.
const LOGIN_NODES = {
  "the same": [],
  another: [..."unshare --uts --pid --fork --mount-proc sh -c".split(" "), 'hostname other && exec "$@"', "sh"],
};

for (const [node, through] of Object.entries(LOGIN_NODES)) {
  test(`grid:stop ends the command that follows on ${node} login node, which says that the grid was stopped`, async (cluster) => {
    await using project = new SlurmProject(cluster);
    project.writeGrid(4, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`, "max_concurrent_runs: 2");
    const follower = project.start("train", ["g.yaml", "--on", "slurm"], {}, through);
    await cluster.until("two run", () => project.starts() === 2);
    const { code, stderr } = await project.run("stop", [project.grid()]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, `stopped: ${project.grid()} (2 ended, 2 not started)`);
    const followed = await follower.ended;
    assertEquals(followed.code, 130, followed.stderr);
    assertStringIncludes(followed.stderr, "stopped: grid:stop cancels 4 runs");
    assertEquals(/go on|queued or running/.test(followed.stderr), false, followed.stderr);
    assertEquals([await project.jobs(), await project.counts()], [[], { pending: 2, interrupted: 2 }]);
    const again = await project.run("stop", [project.grid()]);
    assertEquals(again.code, 0, again.stderr);
    assertStringIncludes(again.stderr, "and no run of it");
    project.write(`${project.grid()}/go`, "");
    const next = await project.run("train", [project.grid(), "--on", "slurm"]);
    assertEquals(next.code, 0, next.stderr);
  });
}

test("grid:stop --drain also drains a command that follows on another login node", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(4, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`, "max_concurrent_runs: 2");
  const follower = project.start("train", ["g.yaml", "--on", "slurm"], {}, LOGIN_NODES.another);
  await cluster.until("two run", () => project.starts() === 2);
  const stopping = project.start("stop", [project.grid(), "--drain"]);
  await cluster.until("it is told", () => follower.hasSaid("draining: waiting for running jobs"));
  project.write(`${project.grid()}/go`, "");
  const stopped = await stopping.ended;
  assertEquals(stopped.code, 0, stopped.stderr);
  const { code, stderr } = await follower.ended;
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "2 of 4 trained, 2 pending");
});

test("grid:stop --drain cancels what waits, and lets the others end", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(6, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`, "max_concurrent_runs: 2");
  await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  await cluster.until("two run", () => project.starts() === 2);
  const stopping = project.start("stop", [project.grid(), "--drain"]);
  await cluster.until("nothing waits", async () => await cluster.ask("squeue", "--me", "-h", "-t", "PD") === "");
  project.write(`${project.grid()}/go`, "");
  const { code, stderr } = await stopping.ended;
  assertEquals(code, 0, stderr);
  assertEquals([await project.counts(), project.starts()], [{ pending: 4, succeeded: 2 }, 2]);
});

test("elements take several runs, two at a time, each with its share of the GPUs", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(
    8,
    `echo "$SLURM_ARRAY_TASK_ID $SLURMD_NODENAME $CUDA_VISIBLE_DEVICES" >>"$GRID_ROOT/gpus"; sleep 0.3`,
    "runs_per_job: 4, slots_per_job: 2, gpus_per_run: 1",
  );
  const { stderr } = await project.trainAll();
  assertMatch(stderr, /--gres=gpu:2/);
  const gpus = project.read(`${project.grid()}/gpus`).trim().split("\n");
  assertEquals(gpus.length, 8);
  for (const line of gpus) assertMatch(line, /^[01] n[01] [01]$/);
  for (const task of ["0", "1"]) {
    const used = new Set(gpus.filter((line) => line.startsWith(task)).map((line) => line.split(" ")[2]));
    assertEquals(used.size, 2, "both GPUs of an element are used");
  }
});

test("runs of several tasks follow each other in one job, each on all of its nodes", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(
    2,
    `srun sh -c 'echo "$SLURM_JOB_ID" "$0" "$SLURMD_NODENAME" "$SLURM_PROCID" "$CUDA_VISIBLE_DEVICES" >>"$GRID_ROOT/tasks"' "$x"`,
    "runs_per_job: 2, gpus_per_run: 1, cpus_per_run: 2, slurm: {nodes: 2, ntasks_per_node: 2}",
  );
  await project.trainAll();
  const tasks = project.read(`${project.grid()}/tasks`).trim().split("\n").map((line) => line.split(" "));
  assertEquals(new Set(tasks.map(([job]) => job)).size, 1, "one job");
  assertEquals(
    tasks.map(([, ...task]) => task.join(" ")).sort(),
    ["1", "2"].flatMap((x) => ["n0 0 0", "n0 1 0", "n1 2 0", "n1 3 0"].map((task) => `${x} ${task}`)),
  );
});

test("no empty test directory remains of tests that were stopped before they started", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}
grid_settings:
  command: mkdir -p {dir}/models && echo {x} >{dir}/models/model_best.txt
  test_command: "true"
`,
  );
  await project.trainAll();
  await cluster.submit("sleep 100", "--nodes=2", "--exclusive");
  const { code, stderr } = await project.run("test", [project.grid(), "--on", "slurm", "--detach"]);
  assertEquals(code, 0, stderr);
  const testDirs = () =>
    project.list(project.grid()).filter((name) => name.startsWith("g-")).flatMap((dir) =>
      project.list(`${project.grid()}/${dir}`).filter((name) => name.startsWith("test_"))
    );
  assertEquals(testDirs().length, 2);
  const stopped = await project.run("stop", [project.grid()]);
  assertEquals(stopped.code, 0, stopped.stderr);
  assertEquals(testDirs(), []);
  assertEquals((await project.status(project.grid())).counts.test.pending, 2);
  assertEquals((await project.jobs()).length, 1, "jobs of others are left alone");
});

test("a follower asks Slurm at most once in five seconds", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(40, "sleep 0.3", "max_concurrent_runs: 4");
  await cluster.resetRequests();
  const begun = performance.now();
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"], {
    GRID_WORKERS_SLURM_POLL: undefined,
  });
  assertEquals(code, 0, stderr);
  const seconds = (performance.now() - begun) / 1_000;
  const requests = await cluster.requests();
  const asked = (requests.get("REQUEST_JOB_INFO") ?? 0) + (requests.get("REQUEST_JOB_USER_INFO") ?? 0) +
    (requests.get("REQUEST_JOB_INFO_SINGLE") ?? 0);
  assert(asked <= 1 + seconds / 5, `${asked} requests in ${seconds} s`);
});
