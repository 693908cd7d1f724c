import { assertEquals, assertStringIncludes } from "@std/assert";
import { SlurmProject } from "./slurm_project.ts";
import { testsOnCluster } from "./cluster.ts";

const test = testsOnCluster({ killWait: 2, maxArray: 25 });

test("without sbatch nothing starts, and the message says what is missing", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(2, "true");
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"], {
    PATH: project.toolsWithout("sbatch"),
  });
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, "sbatch was not found");
  assertEquals(project.starts(), 0);
});

test("an option that the cluster refuses is an error in the words of sbatch, before any array is queued", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.write(
    "g.yaml",
    `grid_tasks:
- settings: {slurm: {partition: main}}
- settings: {slurm: {partition: nope}}
grid_axes: {x: [1, 2]}
grid_settings: {command: [sh, -c, "sleep {x}"]}
`,
  );
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"]);
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, "invalid partition specified: nope");
  assertEquals(await project.jobs(), []);
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
    project.writeGrid(5, "sleep 0.5");
    project.replace("sbatch", script);
    const killed = await project.run("train", ["g.yaml", "--on", "slurm"]);
    assertEquals(killed.signal, "SIGKILL");
    project.restore("sbatch");
    const { code, stderr } = await project.run("train", [project.grid(), "--on", "slurm"]);
    assertEquals(code, 0, stderr);
    assertEquals([project.starts(), project.ends()], [5, 5]);
    assertEquals(await project.counts(), { succeeded: 5 });
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
  const killed = await project.run("train", ["g.yaml", "--on", "slurm"]);
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

test("without a controller a submission exits with 4, and the next command continues", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(2, "true");
  await cluster.stopController("SIGTERM");
  try {
    const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"]);
    assertEquals(code, 4, stderr);
    assertStringIncludes(stderr, "Unable to contact slurm controller");
  } finally {
    await cluster.startController();
  }
  const { code, stderr } = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(code, 0, stderr);
  assertEquals([project.starts(), project.ends()], [2, 2]);
});

test("a job that was queued although sbatch got no answer runs nothing twice", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(4, "sleep 0.2");
  project.replace(
    "sbatch",
    `case $* in *--test-only*) real "$@"; exit ;; esac
real "$@" >/dev/null
echo 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2
exit 1`,
  );
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm"]);
  assertEquals(code, 4, stderr);
  project.restore("sbatch");
  const next = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(next.code, 0, next.stderr);
  await cluster.untilEmpty();
  assertEquals([project.starts(), project.ends()], [4, 4]);
});
