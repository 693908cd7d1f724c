/** Early stopping, `max_time` and `--time-limit` on a cluster, while a command follows the runs. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Project, until } from "../project.ts";
import { testsOnCluster } from "./cluster.ts";

const test = testsOnCluster({ nodes: 2, cpus: 8 });

/** A trainer whose accuracy is its quality from the first epoch on: `train.sh DIR QUALITY EPOCHS PAUSE`. */
const TRAINER = `
echo start >> "$1/starts"
echo epoch,accuracy > "$1/validation_statistics.csv"
epoch=1
while [ $epoch -le $3 ]; do
  echo $epoch,$2 >> "$1/validation_statistics.csv"
  echo $epoch > "$1/epochs"
  sleep $4
  epoch=$((epoch + 1))
done
`;

function createProject(qualities: readonly number[], more = "", epochs = 20): Project {
  const project = new Project();
  project.write("train.sh", TRAINER);
  project.write(
    "g.yaml",
    `
grid_axes: {q: [${qualities.join(", ")}]}
grid_settings:
  command: sh train.sh {dir} {q} ${epochs} 0.5
  max_concurrent_runs: 1
  metric: {name: validation_accuracy, goal: maximize}
  early_stopping: {first: 3, eta: 2}
${more}
`,
  );
  return project;
}

/** The verdicts in a journal: `0.5 at 3: out of 3`. */
function verdicts(project: Project, dir: string): string[] {
  if (!project.exists(`${dir}/journal.ndjson`)) return [];
  return project.read(`${dir}/journal.ndjson`).split("\n").flatMap((line) => {
    const record = line === "" ? {} : JSON.parse(line);
    return record.type === "rung" ? [`${record.value} at ${record.rung}: ${record.goes_on ? "on" : "out"}`] : [];
  });
}

interface Trained {
  readonly train: { readonly state: string; readonly attempts: number };
}

for (const packed of [false, true]) {
  const how = packed ? "several runs of a job" : "one run of a job";
  test(`runs that are not among the best are stopped, with ${how}; the others go on`, async (cluster) => {
    using project = createProject(
      [0.6, 0.1, 0.2],
      `  experiment_repetitions: 2\n${packed ? "  runs_per_job: 10\n" : ""}`,
    );
    const { code, stdout, stderr } = await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env);
    assertEquals(code, 0, stderr);
    const dir = stdout.trim();
    assertEquals(verdicts(project, dir).filter((verdict) => verdict.includes("at 3")), [
      ...["0.6 at 3: on", "0.1 at 3: out", "0.2 at 3: out"],
    ]);
    const { experiments } = await project.status(dir);
    assertEquals(
      experiments.map(({ train: { state, attempts } }: Trained) => [state, attempts]),
      [["succeeded", 1], ["stopped_early", 1], ["stopped_early", 1], ["succeeded", 1], ["stopped_early", 0], [
        "stopped_early",
        0,
      ]],
    );
    assertMatch(stderr, /stopping +g-q=0\.1 r0 \w+: 0\.1 at epoch 3 is not among the best 1 of 2/);
    // Three seconds after the verdict are six epochs.
    const epochs = Number(project.read(`${dir}/${project.list(dir).find((name) => name.includes("0.1"))}/epochs`));
    assert(epochs <= 9, `it was stopped in epoch ${epochs}`);
  });
}

test("a run that is stopped early is not run again by its retries", async (cluster) => {
  using project = createProject([0.6, 0.1], "  retries: 2\n");
  const { code, stdout, stderr } = await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env);
  assertEquals(code, 0, stderr);
  const [, stopped] = (await project.status(stdout.trim())).experiments;
  assertEquals([stopped.train.state, stopped.train.attempts], ["stopped_early", 1]);
});

test("a command that follows later goes on from the verdicts of the one before", async (cluster) => {
  using project = createProject([0.6, 0.1, 0.2], "", 12);
  const first = project.start("train", ["--on", "slurm", "g.yaml"], cluster.env);
  const grid = () => `experiments/${project.grids()[0]}`;
  await until("the first run was judged", () => project.grids().length > 0 && verdicts(project, grid()).length > 0);
  first.kill("SIGKILL");
  await first.ended;
  const second = await project.run("train", ["--on", "slurm", grid()], cluster.env);
  assertEquals(second.code, 0, second.stderr);
  assertEquals(verdicts(project, grid()).filter((verdict) => verdict.includes("at 3")), [
    ...["0.6 at 3: on", "0.1 at 3: out", "0.2 at 3: out"],
  ]);
  const { counts } = await project.status(grid());
  assertEquals([counts.train.succeeded, counts.train.stopped_early], [1, 2]);
});

test("settings that need a follower are refused with --detach, and nothing is made", async (cluster) => {
  using project = createProject([0.6, 0.1], "  max_time: 1h\n");
  const { code, stderr } = await project.run("train", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  assertEquals([code, project.exists("experiments")], [2, false]);
  assertMatch(stderr, /^g\.yaml:7:3: "early_stopping" needs somebody who follows the runs/m);
  assertMatch(stderr, /^g\.yaml:8:3: "max_time" needs somebody who follows the runs/m);
  assertStringIncludes(stderr, "deno task grid:run --on slurm --detach");
});

test("after max_time nothing more is started, and what runs may finish", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2, 3]}
grid_settings: {command: sleep 3, max_concurrent_runs: 1, max_time: 2s}
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env);
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "nothing more is started");
  const { counts } = await project.status(stdout.trim());
  assertEquals([counts.train.succeeded, counts.train.pending], [1, 2], stderr);
  await cluster.untilEmpty();
});

test("at --time-limit all runs are ended; the same command goes on", async (cluster) => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2, 3, 4]}\ngrid_settings: {command: 'sleep $(cat seconds)'}\n");
  project.write("seconds", "60");
  const args = ["--on", "slurm", "g.yaml", "--time-limit", "6s", "--grace", "1"];
  const { code, stdout, stderr } = await project.run("train", args, cluster.env);
  assertEquals(code, 5, stderr);
  const { counts } = await project.status(stdout.trim());
  assertEquals(counts.train.interrupted + counts.train.pending, 4);
  await cluster.untilEmpty();
  project.write("seconds", "0");
  const again = await project.run("train", ["--on", "slurm", stdout.trim()], cluster.env);
  assertEquals(again.code, 0, again.stderr);
});

test("time: auto asks for what runs have taken; what takes longer is repeated once with twice as much", async (cluster) => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'sleep 1', slurm: {time: auto}}\n");
  const first = await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env);
  assertEquals(first.code, 0, first.stderr);
  assert(!first.stderr.includes("--time="), first.stderr);
  const second = await project.run("train", ["--on", "slurm", "g.yaml"], cluster.env);
  assertEquals(second.code, 0, second.stderr);
  assertStringIncludes(second.stderr, "--time=2)");
});
