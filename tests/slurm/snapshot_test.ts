import { assertEquals, assertStringIncludes } from "@std/assert";
import { testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster({ killWait: 2 });

test("a grid with a snapshot that waited in the queue runs the code that it was made with", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(1, `. ./value.sh; echo "$value" >"$GRID_ROOT/value"`, "snapshot: true, slurm: {hold: true}");
  project.write("value.sh", "value=old\n");
  const submitted = await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  assertEquals(submitted.code, 0, submitted.stderr);
  assertStringIncludes(submitted.stderr, "runs start in a snapshot of the code: 3 files (1 KiB) of ");
  project.write("value.sh", "value=new\n");
  for (const job of await project.jobs()) await cluster.ask("scontrol", "release", String(job));
  await cluster.until("it has run", () => project.ends() === 1);
  assertEquals(project.read(`${project.grid()}/value`), "old\n");
});
