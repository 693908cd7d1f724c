/** A cluster with slurmdbd: what squeue has forgotten, sacct explains. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Project } from "../project.ts";
import { type Cluster, hasAccounting, testsOnCluster } from "./cluster.ts";

const testOn = testsOnCluster({ nodes: 1, minJobAge: 2, killWait: 1, accounting: true });

function test(name: string, run: (cluster: Cluster) => Promise<void>): void {
  if (hasAccounting) testOn(name, run);
  else Deno.test({ name, ignore: true, fn() {} });
}

const PACE = { GRID_WORKERS_SLURM_PATIENCE: "2" };

/** Waits until squeue does not know a job any more, and sacct knows how it ended. */
async function untilForgotten(cluster: Cluster, job: string): Promise<string> {
  await cluster.until("squeue has forgotten the job", async () => {
    const { stdout } = await cluster.command(["squeue", "--noheader", "--states=all", `--jobs=${job}`]);
    return stdout.trim() === "";
  }, 60);
  let state = "";
  await cluster.until("sacct knows the end", async () => {
    state = (await cluster.ask("sacct", "--noheader", "-X", "--parsable2", `--jobs=${job}`, "--format=State")).trim();
    return state !== "" && !["RUNNING", "PENDING"].includes(state);
  });
  return state;
}

test("a run that somebody cancelled is interrupted, though it has no record and squeue has forgotten it", async (cluster) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}
grid_settings:
  command: 'echo $$ >pid.{x}; echo $PPID >slot.{x}; sleep \$(cat seconds)'
  runs_per_job: 2
  slots_per_job: 2
`.replaceAll("\\$", "$"),
  );
  project.write("seconds", "300");
  const detached = await project.run("train", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  assertEquals(detached.code, 0, detached.stderr);
  const [, job] = /submitted job (\d+)/.exec(detached.stderr)!;
  const files = ["slot.1", "slot.2", "pid.1"];
  await cluster.until(
    "both run",
    () => files.every((file) => project.exists(file) && project.read(file).trim() !== ""),
  );
  // The element goes on with the other run, and cannot say how this one ended.
  for (const file of ["slot.1", "pid.1"]) Deno.kill(Number(project.read(file)), "SIGKILL");
  await cluster.ask("scancel", job!);
  assertStringIncludes(await untilForgotten(cluster, job!), "CANCELLED");
  project.write("seconds", "0");
  const grid = detached.stdout.trim();
  const { stderr } = await project.run("train", ["--on", "slurm", grid], { ...cluster.env, ...PACE });
  const records = project.read(`${grid}/journal.ndjson`).trim().split("\n").map((line) => JSON.parse(line));
  const { id } = (await project.status(grid)).experiments[0];
  const ends = records.filter((record) => record.type === "end" && record.id === id).map(({ state }) => state);
  assertEquals(ends[0], "interrupted", stderr);
});
