import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project } from "../project.ts";
import { type Cluster, testsOnCluster } from "./cluster.ts";

const test = testsOnCluster({ killWait: 3 });

/** Submits a grid of two runs, of which one can run at a time, and waits until it does. */
async function submit(project: Project, cluster: Cluster): Promise<{ readonly grid: string; readonly job: string }> {
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}
grid_settings: {max_concurrent_runs: 1, command: 'echo {x} >>ran; until [ -e go ]; do sleep 0.1; done'}
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  assertEquals(code, 0, stderr);
  await cluster.until("a run has begun", () => project.exists("ran"));
  return { grid: stdout.trim(), job: /submitted job (\d+)/.exec(stderr)![1]! };
}

test("another backend is refused while elements live, and names the job; later it goes on", async (cluster) => {
  using project = new Project();
  const { grid, job } = await submit(project, cluster);
  const refused = await project.run("train", ["--on", "cpu", grid], cluster.env);
  assertEquals(refused.code, 3, refused.stderr);
  assertStringIncludes(refused.stderr, `the grid is in use by Slurm job ${job}`);
  assertEquals((await project.status(grid)).counts.train.running, 1);

  await cluster.ask("scancel", job);
  await cluster.untilEmpty();
  project.write("go", "");
  const { code, stderr } = await project.run("train", ["--on", "cpu", grid], cluster.env);
  assertEquals(code, 0, stderr);
  assertEquals(project.read("ran"), "1\n1\n2\n");
});

test("runs of another cluster are unknown until they are said to be dead", async (cluster) => {
  using project = new Project();
  const { grid, job } = await submit(project, cluster);
  await cluster.ask("scancel", job);
  await cluster.untilEmpty();
  const [experiment] = project.list(grid).filter((name) => name.includes("x=1"));
  // As if it had no end.
  const ends = project.list(`${grid}/slurm/1/marks`).filter((name) => name.startsWith("end."));
  for (const path of [`${experiment}/train.1.exit`, ...ends.map((name) => `slurm/1/marks/${name}`)]) {
    Deno.removeSync(join(project.dir, grid, path));
  }
  const claim = `${grid}/${experiment}/train.1.pid`;
  project.write(claim, project.read(claim).replace(/ grid:(\d+\.\d+)$/m, " faraway:$1"));
  project.write("go", "");
  const waiting = project.start("train", ["--on", "slurm", grid], cluster.env);
  await cluster.until("it waits", () => waiting.hasSaid("--assume-dead faraway"));
  waiting.kill("SIGINT");
  await waiting.ended;
  assertEquals(project.read("ran"), "1\n2\n");
  const { code, stderr } = await project.run("train", ["--on", "slurm", grid, "--assume-dead", "faraway"], cluster.env);
  assertEquals(code, 0, stderr);
  assertEquals(project.read("ran"), "1\n2\n1\n");
});
