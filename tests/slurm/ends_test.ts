import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { isRunning } from "../project.ts";
import { type Cluster, testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster({
  killWait: 2,
  messageTimeout: 3,
  conf: `PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=high Nodes=ALL PriorityTier=10 State=UP
`,
});

/** Elements of this user that run, as `JOB_TASK`. */
async function running(cluster: Cluster): Promise<string[]> {
  const text = await cluster.ask("squeue", "--me", "--noheader", "--states=RUNNING", "--format=%F_%K");
  return text === "" ? [] : text.split("\n");
}

/** Waits until an element is not listed in any state: its processes have ended. */
async function untilGone(cluster: Cluster, element: string): Promise<void> {
  await cluster.until(
    `${element} has ended`,
    async () => !(await cluster.ask("squeue", "--me", "-h", "-r", "-o", "%F_%K")).split("\n").includes(element),
  );
}

/** Starts a grid with runs that wait for a file, and waits until some of them run. */
async function startWaiting(project: SlurmProject, count: number, settings = "", waitFor = count) {
  project.writeGrid(count, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`, settings);
  const started = project.start("train", ["g.yaml", "--on", "slurm"]);
  await project.cluster.until(`${waitFor} runs have started`, () => project.starts() >= waitFor);
  return started;
}

function letThemEnd(project: SlurmProject): void {
  project.write(`${project.grid()}/go`, "");
}

test("a cancelled element is interrupted and not run again by itself", async (cluster) => {
  await using project = new SlurmProject(cluster);
  const started = await startWaiting(project, 3);
  const [element] = await running(cluster);
  await cluster.ask("scancel", element!);
  await untilGone(cluster, element!);
  letThemEnd(project);
  const { code, stderr } = await started.ended;
  assertEquals(code, 1, stderr);
  assertEquals(await project.counts(), { succeeded: 2, interrupted: 1 });
  assertEquals(project.starts(), 3);
  assertStringIncludes(stderr, `grid:train:slurm ${project.grid()}`);
  const next = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(next.code, 0, next.stderr);
  assertEquals(await project.counts(), { succeeded: 3 });
});

test("a requeued element runs its own launch again, as a new attempt that uses no retry", async (cluster) => {
  await using project = new SlurmProject(cluster);
  const started = await startWaiting(project, 2);
  const [element] = await running(cluster);
  await cluster.ask("scontrol", "requeue", element!);
  await cluster.until("it has started again", () => project.starts() === 3);
  letThemEnd(project);
  const { code, stderr } = await started.ended;
  assertEquals(code, 0, stderr);
  const { experiments } = await project.status(project.grid());
  assertEquals(experiments.map(({ train }: { train: { attempts: number } }) => train.attempts).sort(), [1, 2]);
  assertEquals(project.ends(), 2);
  assertEquals(project.list(`${project.grid()}/slurm`), ["1"], "nothing was submitted again");
});

/** The run of an element that a job of a partition with a higher priority preempts, until it has ended. */
async function preempted(project: SlurmProject, options: string): Promise<void> {
  const { cluster } = project;
  const started = await startWaiting(project, 1, `cpus_per_run: 8, slurm: {exclusive: true, nodelist: n0${options}}`);
  await cluster.submit("sleep 1", "--partition=high", "--exclusive", "--nodelist=n0");
  await cluster.until("it has started again", () => project.starts() === 2, 60);
  letThemEnd(project);
  const { code, stderr } = await started.ended;
  assertEquals(code, 0, stderr);
  assertEquals(await project.counts(), { succeeded: 1 });
}

test("a preempted element is requeued: its run starts again without a new submission", async (cluster) => {
  await using project = new SlurmProject(cluster);
  await preempted(project, "");
  assertEquals(project.list(`${project.grid()}/slurm`), ["1"]);
});

test("the run of a preempted element that must not be requeued is lost, and submitted again", async (cluster) => {
  await using project = new SlurmProject(cluster);
  await preempted(project, ", no_requeue: true");
  assertEquals(project.list(`${project.grid()}/slurm`).sort(), ["1", "2"]);
});

test("the run of a node that Slurm has lost is killed before it starts on another one", async (cluster) => {
  await using project = new SlurmProject(cluster);
  const started = await startWaiting(project, 1);
  const [, , pid, name] = project.lines()[0]!.split(" ") as [string, string, string, string];
  const node = Number(name.slice(1));
  await cluster.loseNode(node);
  try {
    await cluster.until("it has started on the other node", () => project.starts() === 2, 60);
    assert(!isRunning(Number(pid)), "the former run is gone");
    letThemEnd(project);
    const { code, stderr } = await started.ended;
    assertEquals(code, 0, stderr);
    assertEquals([project.ends(), await project.counts()], [1, { succeeded: 1 }]);
  } finally {
    await cluster.startNode(node);
  }
});

/** Kills all processes of the jobs of a cluster, which leave no records then. */
function killJobs(cluster: Cluster): void {
  for (const { name: pid } of Deno.readDirSync("/proc")) {
    try {
      const environment = Deno.readTextFileSync(`/proc/${pid}/environ`);
      const isOfJob = environment.includes(cluster.dir) && environment.includes("SLURM_JOB_ID=");
      if (isOfJob) Deno.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended, or is no process.
    }
  }
}

test("a run without a record whose element is gone is lost, and submitted again", async (cluster) => {
  await using project = new SlurmProject(cluster);
  const started = await startWaiting(project, 1);
  killJobs(cluster);
  await cluster.until("it has started again", () => project.starts() === 2);
  letThemEnd(project);
  const { code, stderr } = await started.ended;
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /lost/);
  const { experiments } = await project.status(project.grid());
  assertEquals(experiments[0].train.attempts, 2);
});

test("a record that becomes visible after its element is gone still counts", async (cluster) => {
  await using project = new SlurmProject(cluster);
  const started = await startWaiting(project, 1);
  killJobs(cluster);
  await cluster.untilEmpty();
  await cluster.resetRequests();
  await cluster.until("its scheduler has looked for it", async () => {
    const requests = await cluster.requests();
    return (requests.get("REQUEST_JOB_INFO") ?? 0) + (requests.get("REQUEST_JOB_USER_INFO") ?? 0) >= 2;
  });
  const [dir] = project.list(project.grid()).filter((name) => name.startsWith("g-"));
  const claim = `${project.grid()}/${dir}/train.1.pid`;
  const mark = project.read(claim).split(" ").find((word) => word.includes("/"))!;
  project.write(claim.replace(".pid", ".exit"), `0 ${mark}\n`);
  letThemEnd(project);
  const { code, stderr } = await started.ended;
  assertEquals(code, 0, stderr);
  assertEquals([await project.counts(), project.starts()], [{ succeeded: 1 }, 1]);
});

test("a run without a record that Slurm ended for its memory has failed", async (cluster) => {
  await using project = new SlurmProject(cluster);
  // No test cluster limits memory: the end of the job gets this state here.
  project.replace(
    "squeue",
    `case $* in *--states=all*) real "$@" | sed 's/FAILED/OUT_OF_MEMORY/' ;; *) real "$@" ;; esac`,
  );
  const started = await startWaiting(project, 1);
  killJobs(cluster);
  letThemEnd(project);
  const { code, stderr } = await started.ended;
  assertEquals(code, 1, stderr);
  assertEquals([await project.counts(), project.starts()], [{ failed: 1 }, 1]);
});

test("while the controller is down no state changes, and the message appears once", async (cluster) => {
  await using project = new SlurmProject(cluster);
  const started = await startWaiting(project, 2);
  await cluster.stopController("SIGTERM");
  await cluster.until("the message appears", () => started.hasSaid("does not answer"), 30);
  assertEquals(await project.counts(), { running: 2 });
  letThemEnd(project);
  await cluster.until("both have ended", () => project.ends() === 2);
  await cluster.startController();
  const { code, stderr } = await started.ended;
  assertEquals(code, 0, stderr);
  assertEquals(stderr.match(/does not answer/g)?.length, 1);
  assertEquals(project.starts(), 2);
});

test("elements that a controller lists as running after a crash, and that have ended, are cancelled and not waited for", async (cluster) => {
  await using project = new SlurmProject(cluster);
  const started = await startWaiting(project, 2);
  await cluster.saveState();
  started.kill("SIGSTOP");
  const [job] = await project.jobs();
  await cluster.ask("scancel", `${job}_0`);
  await untilGone(cluster, `${job}_0`);
  letThemEnd(project);
  await cluster.untilEmpty();
  await cluster.rollBack();
  assertEquals((await running(cluster)).sort(), [`${job}_0`, `${job}_1`]);
  // Both count as gone at the same look, once Slurm has had its three seconds to notice.
  const marks = `${project.grid()}/slurm/1/marks`;
  const ages = () =>
    project.list(marks).filter((name) => name.startsWith("left.")).map((name) =>
      Date.now() - Deno.statSync(`${project.dir}/${marks}/${name}`).mtime!.getTime()
    );
  await cluster.until("both have left for longer", () => ages().length === 2 && Math.min(...ages()) > 4_500);
  started.kill("SIGCONT");
  const { code, stderr } = await started.ended;
  assertEquals(code, 1, stderr);
  assertMatch(
    stderr,
    new RegExp(`Slurm lists ${job}_0, ${job}_1 as running, but they have ended: cancelled`),
  );
  await cluster.until("they are cancelled", async () => (await running(cluster)).length === 0);
  const status = await project.status(project.grid());
  assertEquals([status.counts.train.succeeded, status.counts.train.interrupted], [1, 1]);
  const next = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(next.code, 0, next.stderr);
  assertEquals([project.starts(), project.ends()], [3, 2]);
});

test("an element whose runs have all ended, and that is listed as running after a crash, is cancelled while others wait", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(1, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`);
  project.write("g.yaml", `grid_tasks: [{}, {settings: {slurm: {hold: true}}}]\n${project.read("g.yaml")}`);
  const started = project.start("train", ["g.yaml", "--on", "slurm"]);
  await cluster.until(
    "one runs, and one is held",
    async () => project.starts() === 1 && (await project.jobs()).length === 2,
  );
  const [element] = await running(cluster);
  await cluster.saveState();
  letThemEnd(project);
  await untilGone(cluster, element!);
  await cluster.until("its end is known", () => started.hasSaid("succeeded"));
  await cluster.rollBack();
  // It is listed again, and cancelled at the next look.
  await cluster.until(
    "it is cancelled",
    () => started.hasSaid(`Slurm lists ${element} as running, but it has ended: cancelled`),
  );
  await cluster.until("it is gone", async () => (await running(cluster)).length === 0);
  for (const job of await project.jobs()) await cluster.ask("scontrol", "release", String(job));
  const { code, stderr } = await started.ended;
  assertEquals(code, 0, stderr);
  assertEquals([project.starts(), project.ends()], [2, 2]);
});

test("held jobs are pending, with what to do", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(2, "true", "slurm: {hold: true}");
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  assertEquals(code, 0, stderr);
  assertEquals(await project.counts(), { pending: 2 });
  const [job] = await project.jobs();
  const status = await project.run("status", []);
  assertStringIncludes(status.stdout, `Slurm job ${job}: 2 pending (JobHeldUser)`);
  assertStringIncludes(status.stdout, `scontrol release ${job}`);
  await cluster.ask("scontrol", "release", String(job));
  await cluster.untilEmpty();
  assertEquals(await project.counts(), { succeeded: 2 });
});

test("a dependency that can never be satisfied is pending, with what to do", async (cluster) => {
  await using project = new SlurmProject(cluster);
  const failing = await cluster.submit("exit 1", "--hold");
  project.writeGrid(1, "true", `slurm: {dependency: "afterok:${failing}"}`);
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  assertEquals(code, 0, stderr);
  await cluster.ask("scontrol", "release", String(failing));
  await cluster.until(
    "Slurm has noticed",
    async () => (await cluster.ask("squeue", "--me", "-h", "-o", "%r")).includes("DependencyNeverSatisfied"),
  );
  const status = await project.run("status", []);
  assertMatch(status.stdout, /1 pending \(DependencyNeverSatisfied\)/);
  assertMatch(status.stdout, /does not start by itself \(DependencyNeverSatisfied\)/);
});

test("a node that does not see the grid directory runs nothing, is named, and is excluded", async (cluster) => {
  await using project = new SlurmProject(cluster);
  await cluster.killNode(1);
  await cluster.startNode(1, project.dir);
  try {
    project.writeGrid(4, "sleep 0.5", "cpus_per_run: 4");
    project.replace("sbatch", `echo "$*" >>'${cluster.dir}/sbatch.log'; real "$@"`);
    const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"]);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /n1 does not see/);
    assertStringIncludes(Deno.readTextFileSync(`${cluster.dir}/sbatch.log`), " --exclude=n1 ");
    assertStringIncludes(stderr, project.dir);
    assertEquals([project.starts(), project.ends()], [4, 4]);
    assert(project.lines().filter((line) => line.startsWith("start")).every((line) => line.endsWith(" n0")));
  } finally {
    await cluster.killNode(1);
    await cluster.startNode(1);
  }
});

test("where no node sees the grid directory, the command names them and gives up", async (cluster) => {
  await using project = new SlurmProject(cluster);
  for (const node of [0, 1]) {
    await cluster.killNode(node);
    await cluster.startNode(node, project.dir);
  }
  try {
    project.writeGrid(2, "true");
    const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"]);
    assertEquals(code, 4, stderr);
    assertMatch(stderr, /n0 does not see/);
    assertMatch(stderr, /n1 does not see/);
    assertEquals([project.starts(), await project.counts()], [0, { pending: 2 }]);
  } finally {
    for (const node of [0, 1]) {
      await cluster.killNode(node);
      await cluster.startNode(node);
    }
  }
});
