import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

// Elements that have ended count until the controller forgets them.
const test = testsOnCluster({ killWait: 2, minJobAge: 2, maxJobs: 40 });

test("what the cluster does not take at once is submitted later by the command that follows", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(60, "true");
  const started = project.start("train", ["g.yaml", "--on", "slurm"]);
  await cluster.until("the rest is reported", () => started.hasSaid("temporarily unable to accept job"), 15);
  const { code, stderr } = await started.ended;
  assertEquals(code, 0, stderr);
  assertEquals([project.starts(), project.ends()], [60, 60]);
});

test("a detached command that cannot submit everything says how much is left", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(60, "sleep 0.1");
  const { code, stderr } = await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  assertEquals(code, 1, stderr);
  assertMatch(stderr, /[1-9]\d* runs not submitted/);
  assertStringIncludes(stderr, "runs_per_job");
  assert((await project.jobs()).length > 0, "the largest part that fits is queued");
  const next = await project.run("train", [project.grid(), "--on", "slurm"]);
  assertEquals(next.code, 0, next.stderr);
  assertEquals([project.starts(), project.ends()], [60, 60]);
});
