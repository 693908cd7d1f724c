/** A cluster with slurmdbd: what squeue has forgotten, sacct explains. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { delay } from "@std/async/delay";
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

/** Ends the element of a run so that nobody can record how: its processes are stopped, and get SIGKILL after the time to end. */
async function cancelUnrecorded(project: Project, cluster: Cluster, job: string): Promise<void> {
  for (const pid of project.read("pids").trim().split("\n")) Deno.kill(Number(pid), "SIGSTOP");
  await delay(100);
  await cluster.ask("scancel", job);
}

test("a run that somebody cancelled is interrupted, though it has no record and squeue has forgotten it", async (cluster) => {
  using project = new Project();
  // The run, its slot and what sends the slot its ticks.
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'echo $$ $PPID | tr \" \" \"\\n\" >pids; sleep 300'}\n");
  const detached = await project.run("train", ["--on", "slurm", "g.yaml", "--detach"], cluster.env);
  assertEquals(detached.code, 0, detached.stderr);
  const [, job] = /submitted job (\d+)/.exec(detached.stderr)!;
  await cluster.until("it runs", () => project.exists("pids") && project.read("pids").trim().split("\n").length === 2);
  await cancelUnrecorded(project, cluster, job!);
  assertStringIncludes(await untilForgotten(cluster, job!), "CANCELLED");
  const { stderr } = await project.run("train", ["--on", "slurm", detached.stdout.trim(), "--time-limit", "30s"], {
    ...cluster.env,
    ...PACE,
  });
  const records = project.read(`${detached.stdout.trim()}/journal.ndjson`).trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  const ends = records.filter(({ type }) => type === "end").map(({ state }) => state);
  assertEquals(ends[0], "interrupted", stderr);
});
