import { assertEquals, assertStringIncludes } from "@std/assert";
import { testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster({ killWait: 2 });

test("grid:wait waits for jobs that no scheduler follows, and exits as their runs have ended", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(2, `until [ -e "$GRID_ROOT/go" ]; do sleep 0.1; done; [ ! -e "$GRID_ROOT/bad" ] || exit 1`);
  assertEquals((await project.run("train", ["g.yaml", "--on", "slurm", "--detach"])).code, 0);
  await cluster.until("they run", () => project.starts() === 2);
  const early = await project.run("wait", [project.grid(), "--timeout", "1"]);
  assertEquals(early.code, 124, early.stderr);
  const waiting = project.start("wait", [project.grid()]);
  project.write(`${project.grid()}/bad`, "");
  project.write(`${project.grid()}/go`, "");
  const { code, stderr } = await waiting.ended;
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "has ended: 2 failed (exit code 1)");
});

test("grid:wait says that jobs which were cancelled are unfinished, and how to go on on the cluster", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(2, "sleep 60 || exit");
  await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  await cluster.until("they run", () => project.starts() === 2);
  assertEquals((await project.run("stop", [project.grid()])).code, 0);
  const { code, stderr } = await project.run("wait", [project.grid()]);
  assertEquals(code, 6, stderr);
  assertStringIncludes(
    stderr,
    `which is unfinished: 2 interrupted; deno task grid:train:slurm ${project.grid()} continues it`,
  );
});
