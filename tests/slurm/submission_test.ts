import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster({ killWait: 2, messageTimeout: 3, maxArray: 25 });

test("without sbatch nothing starts, and the message says what is missing", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(2, "true");
  const env = { PATH: project.toolsWithout("sbatch") };
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"], env);
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, "--on slurm: sbatch was not found: is this a login node of a cluster?");
  assertEquals(project.grids(), []);
  const dry = await project.run("train", ["g.yaml", "--on", "slurm", "--dry-run"], env);
  assertEquals([dry.code, project.grids()], [0, []], dry.stderr);
  assertStringIncludes(dry.stderr, "not checked by Slurm: sbatch was not found");
});

const REFUSED = `grid_tasks:
- settings: {slurm: {partition: main}}
- settings:
    cpus_per_run: 99
    slurm: {partition: nope, partion: main}
grid_axes: {x: [1, 2]}
grid_settings:
  command: [sh, -c, "sleep {x}"]
  slurm: {comment: a b}
`;
// All at once, although sbatch tells one at a time.
const REFUSALS = [
  '4:5: "cpus_per_run": sbatch refuses --cpus-per-task=99: Requested node configuration is not available',
  '5:13: "slurm": sbatch refuses --partition=nope: invalid partition specified: nope; Invalid partition name specified',
  `5:30: "slurm": sbatch refuses --partion=main: unrecognized option '--partion=main', did you mean "partition"?`,
].map((line) => `g.yaml:${line}`);

test("all that the cluster refuses is reported with its place, and nothing is queued or left", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.write("g.yaml", REFUSED);
  for (const flags of [[], ["--detach"], ["--dry-run"]]) {
    const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm", ...flags]);
    assertEquals(code, 2, stderr);
    assertEquals(stderr.trim().split("\n").filter((line) => !line.includes("warning")), REFUSALS);
    assertEquals([project.grids(), await project.jobs()], [[], []]);
  }
  const flag = await project.run("run", ["g.yaml", "--on", "slurm", "--setting", "slurm={partition: none}"]);
  assertEquals(flag.code, 2, flag.stderr);
  assertStringIncludes(flag.stderr, '--setting slurm: "slurm": sbatch refuses --partition=none: ');
  assertEquals(project.grids(), []);
});

test("a grid that the cluster refuses when it is resumed stays as it was", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.write("g.yaml", REFUSED);
  assertEquals((await project.run("expand", ["g.yaml"])).code, 0);
  const onDirectory = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(onDirectory.code, 2, onDirectory.stderr);
  assertStringIncludes(onDirectory.stderr, `${project.grid()}: "slurm": sbatch refuses --partition=nope: invalid`);
  assertStringIncludes(onDirectory.stderr, `${project.grid()}: "cpus_per_run": sbatch refuses --cpus-per-task=99: `);
  const plan = project.read(`${project.grid()}/plan.ndjson`);
  project.write("g.yaml", REFUSED.replace("[1, 2]", "[1, 2, 3]"));
  for (const flags of [[], ["--dry-run"]]) {
    const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm", "--resume", ...flags]);
    assertEquals(code, 2, stderr);
    for (const line of REFUSALS) assertStringIncludes(stderr, line);
  }
  assertEquals([project.read(`${project.grid()}/plan.ndjson`), await project.jobs()], [plan, []]);
});

test("sbatch that refuses an array which it accepted on trial leaves nothing queued", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(30, "sleep 100");
  project.replace(
    "sbatch",
    `case $* in *--test-only*) real "$@"; exit ;; *0-24*) real --hold "$@"; exit ;; esac
echo 'sbatch: error: Batch job submission failed: Access denied' >&2
exit 1`,
  );
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"]);
  assertEquals(code, 2, stderr);
  const reason =
    "sbatch refuses the jobs: Batch job submission failed: Access denied; nothing of this submission is queued";
  assertEquals(stderr.split(`scheduling stopped: ${reason}\n`).length, 2, stderr);
  await cluster.untilEmpty(10);
  project.restore("sbatch");
  project.write("run.sh", "exit 0\n");
  const next = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(next.code, 0, next.stderr);
  assertEquals(await project.counts(), { succeeded: 30 });
});

test("a limit on the submitted jobs of a user is no refusal: what fits is queued, and the number left is told", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(30, "true", "slurm: {hold: true}");
  // No test cluster has accounts. These are the words of Slurm for MaxSubmitJobs.
  const policy = "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)";
  project.replace("sbatch", `echo "allocation failure: ${policy}" >&2; exit 1`);
  const dry = await project.run("train", ["g.yaml", "--on", "slurm", "--dry-run"]);
  assertEquals(dry.code, 0, dry.stderr);
  assertStringIncludes(dry.stderr, `Slurm takes no more jobs now (${policy}): what fits would be queued`);
  // Ten are accepted; a trial says so in the words of the site.
  project.replace(
    "sbatch",
    `case $* in *--array=0-[0-9]' '*) real "$@"; exit ;; *--test-only*) echo 'ten jobs at most' >&2; exit 1 ;; esac
printf '%s\n' 'sbatch: error: AssocMaxSubmitJobLimit' "sbatch: error: Batch job submission failed: ${policy}" >&2
exit 1`,
  );
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  assertEquals(code, 1, stderr);
  assertMatch(stderr, /10 runs queued or running on Slurm; .*; 20 runs not submitted: .* runs_per_job/);
  assertEquals((await project.jobs()).length, 1);
});

test("a deleted directory of a run that waits concerns that run only", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(3, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done`, "max_concurrent_runs: 1");
  const started = project.start("train", ["g.yaml", "--on", "slurm"]);
  await cluster.until("the first one runs", () => project.starts() === 1);
  const dir = project.list(project.grid()).find((name) => name.startsWith("g-x=2"))!;
  Deno.removeSync(`${project.dir}/${project.grid()}/${dir}`, { recursive: true });
  project.write(`${project.grid()}/go`, "");
  const { code, stderr } = await started.ended;
  assertEquals(code, 1, stderr);
  assertMatch(stderr, /failed +g-x=2 .*failed to start: its directory was deleted while it was in the queue/);
  assertEquals([stderr.match(/started +g-x=/g)?.length, await project.counts()], [2, { succeeded: 2, failed: 1 }]);
  // What an element prints is there, whatever the path of the grid directory: Slurm would expand its %j.
  assertStringIncludes(project.read(`${project.grid()}/slurm/1/output/1`), "train.1.log");
  const retried = await project.run("train", [project.grid(), "--on", "slurm", "--retry-failed"]);
  assertEquals(retried.code, 0, retried.stderr);
  assertEquals(project.starts(), 3);
});

test("more runs than MaxArraySize are several arrays", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(30, "true");
  const { stdout, stderr } = await project.trainAll();
  assertEquals(stdout.trim(), project.grid());
  assertEquals([project.starts(), project.ends()], [30, 30], stderr);
  assertEquals(project.list(`${project.grid()}/slurm`), ["1", "2"]);
});

// The script of sbatch kills the scheduler, which is its parent.
const KILLS = {
  before: `case $* in *--test-only*) real "$@" ;; *) kill -KILL $PPID ;; esac`,
  after: `case $* in *--test-only*) real "$@" ;; *) real "$@"; kill -KILL $PPID ;; esac`,
};

for (const [when, script] of Object.entries(KILLS)) {
  test(`a scheduler that is killed ${when} sbatch loses nothing and repeats nothing`, async (cluster) => {
    await using project = new SlurmProject(cluster);
    project.writeGrid(5, "sleep 0.5", "max_concurrent_runs: 1");
    project.replace("sbatch", script);
    const killed = await project.start("train", ["g.yaml", "--on", "slurm"]).ended;
    assertEquals(killed.signal, "SIGKILL");
    project.restore("sbatch");
    const { code, stderr } = await project.run("train", [project.grid(), "--on", "slurm"]);
    assertEquals(code, 0, stderr);
    assertEquals([project.starts(), project.ends()], [5, 5]);
    assertEquals(await project.counts(), { succeeded: 5 });
    // What waits is found by its name, and keeps its place in the queue.
    assertEquals(project.list(`${project.grid()}/slurm`), when === "before" ? ["1", "2"] : ["1"]);
  });
}

test("an sbatch that outlives its killed scheduler submits elements that start nothing", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(3, "true");
  // It waits for the next scheduler to have finished the grid.
  project.replace(
    "sbatch",
    `case $* in *--test-only*) real "$@"; exit ;; esac
kill -KILL $PPID
until [ -e '${cluster.dir}/late' ]; do sleep 0.05; done
real "$@" >'${cluster.dir}/late.out' 2>&1`,
  );
  const killed = await project.start("train", ["g.yaml", "--on", "slurm"]).ended;
  assertEquals(killed.signal, "SIGKILL");
  project.restore("sbatch");
  const next = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(next.code, 0, next.stderr);
  assertEquals(project.starts(), 3);
  Deno.writeTextFileSync(`${cluster.dir}/late`, "");
  await cluster.until("the late job is submitted", () => {
    try {
      return Deno.readTextFileSync(`${cluster.dir}/late.out`) !== "";
    } catch {
      return false;
    }
  });
  await cluster.untilEmpty();
  assertEquals(project.starts(), 3);
  assertEquals(await project.counts(), { succeeded: 3 });
});

test("without a controller a submission exits with 4 and says so once, and the next command continues", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(2, "true");
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  await cluster.stopController("SIGTERM");
  try {
    const commands = [[grid], ["g.yaml"], ["g.yaml", "--dry-run"]].map((args) =>
      project.run("train", [...args, "--on", "slurm"])
    );
    for (const { code, stderr } of await Promise.all(commands)) {
      assertEquals(code, 4, stderr);
      const reason = "Unable to contact slurm controller";
      assertMatch(stderr, new RegExp(`^error: Slurm does not answer, nothing was submitted: ${reason}`, "m"));
      assertEquals(stderr.split(reason).length, 2, stderr);
    }
  } finally {
    await cluster.startController();
  }
  const { code, stderr } = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(code, 0, stderr);
  assertEquals([project.starts(), project.ends()], [2, 2]);
});

test("elements that end without a claim are submitted again, three times, and then left pending", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(1, "true");
  const script = project.write("fails.sh", "#!/bin/sh\nexit 1\n");
  Deno.symlinkSync(script, `${cluster.dir}/fails.sh`);
  project.replace(
    "sbatch",
    `case $* in *--test-only*) real "$@"; exit ;; esac
set -- "$@" end
until [ "$1" = end ]; do
  case $1 in */element.sh) set -- "$@" '${cluster.dir}/fails.sh' ;; *) set -- "$@" "$1" ;; esac
  shift
done
shift
real "$@"`,
  );
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"]);
  assertEquals(code, 1, stderr);
  const output = `${project.grid()}/slurm/4/output`;
  assertMatch(stderr, /elements of job \d+ end without starting their runs, which are not submitted again/);
  assertEquals(stderr.split(` (${output})`).length, 2, stderr);
  assertEquals(project.list(`${project.grid()}/slurm`), ["1", "2", "3", "4"]);
  assertEquals([await project.counts(), project.starts()], [{ pending: 1 }, 0]);
});

test("a job that was queued although sbatch got no answer runs nothing twice, and nothing is submitted after it", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(26, "sleep 0.2");
  project.replace(
    "sbatch",
    `case $* in *--test-only*) real "$@"; exit ;; esac
real "$@" >/dev/null
echo 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2
exit 1`,
  );
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"]);
  assertEquals(code, 4, stderr);
  assertEquals(project.list(`${project.grid()}/slurm`), ["1"], "the other run was not submitted");
  project.restore("sbatch");
  const next = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(next.code, 0, next.stderr);
  await cluster.untilEmpty();
  assertEquals([project.starts(), project.ends()], [26, 26]);
});
