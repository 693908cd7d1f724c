import { assertEquals } from "@std/assert";
import { testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster({ cpus: 32, maxArray: 1_001, minJobAge: 2 });

test("1,200 runs with MaxArraySize 1,001 are two arrays, and each run starts once", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(1_200, ":");
  await project.trainAll("--quiet");
  assertEquals([project.starts(), project.ends()], [1_200, 1_200]);
  assertEquals(new Set(project.lines().map((line) => line.split(" ")[1])).size, 1_200);
  assertEquals(project.list(`${project.grid()}/slurm`), ["1", "2"]);
});
