import { assert, assertEquals } from "@std/assert";
import { isRunning } from "../project.ts";
import { startCluster, testsOnCluster } from "./cluster.ts";

const test = testsOnCluster();

test("two nodes run jobs, and their GPUs are told apart", async (cluster) => {
  const output = `${cluster.dir}/gpus.%a`;
  const script = "sleep 0.3; echo $SLURMD_NODENAME $CUDA_VISIBLE_DEVICES";
  await cluster.submit(script, "--array=0-3", "--gres=gpu:1", `--output=${output}`);
  await cluster.untilEmpty();
  const seen = [0, 1, 2, 3].map((task) => Deno.readTextFileSync(`${cluster.dir}/gpus.${task}`).trim());
  assertEquals(seen.toSorted(), ["n0 0", "n0 1", "n1 0", "n1 1"]);
});

test("requests to the controller are counted", async (cluster) => {
  await cluster.resetRequests();
  await cluster.ask("squeue", "--me");
  const requests = await cluster.requests();
  assertEquals((requests.get("REQUEST_JOB_INFO") ?? 0) + (requests.get("REQUEST_JOB_USER_INFO") ?? 0), 1);
});

test("a stopped controller does not answer, and knows its jobs when it is back", async (cluster) => {
  const job = await cluster.submit("sleep 30");
  await cluster.stopController("SIGTERM");
  await cluster.startController();
  assertEquals(await cluster.ask("squeue", "--noheader", "-o", "%i"), String(job));
  await cluster.ask("scancel", String(job));
  await cluster.untilEmpty();
});

test("nothing is left of a cluster that has ended, not even its jobs", async () => {
  const cluster = await startCluster({ nodes: 1 });
  const pidFile = `${cluster.dir}.job`;
  await cluster.submit(`echo $$ >${pidFile}; trap "" TERM; sleep 60; true`);
  await cluster.until("the job runs", () => exists(pidFile));
  const pids = [...Deno.readDirSync(`${cluster.dir}/pid`)].map(({ name }) =>
    Number(Deno.readTextFileSync(`${cluster.dir}/pid/${name}`))
  );
  assertEquals(pids.length, 3);
  await cluster[Symbol.asyncDispose]();
  for (const pid of [...pids, Number(Deno.readTextFileSync(pidFile))]) assert(!isRunning(pid));
  assert(!exists(cluster.dir));
  Deno.removeSync(pidFile);
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}
