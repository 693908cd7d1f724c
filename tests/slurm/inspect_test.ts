import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { until } from "../project.ts";
import { testsOnCluster } from "./cluster.ts";
import { SlurmProject } from "./slurm_project.ts";

const test = testsOnCluster({ nodes: 2, cpus: 1 });

test("logs follow a run through its queue and its retry, and show knows its node and job", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(
    1,
    'echo "attempt $GRID_ATTEMPT"; while [ -e hold ]; do sleep 0.1; done; [ $GRID_ATTEMPT = 2 ] || exit 1',
    "retries: 1",
  );
  project.write("hold", "");
  await cluster.command(["scontrol", "update", "partitionname=main", "state=down"]);
  const detached = await project.run("train", ["g.yaml", "--on", "slurm", "--detach"]);
  assertEquals(detached.code, 0, detached.stderr);
  const queued = await project.run("show", []);
  assertMatch(queued.stdout, /^train: queued for /m, queued.stderr);
  const logs = project.start("logs", ["-f", "all"]);
  await cluster.command(["scontrol", "update", "partitionname=main", "state=up"]);
  await until("the run has started", () => project.starts() === 1);
  const running = await project.run("show", []);
  assertMatch(
    running.stdout,
    /^ {2}attempt 1 {3}[-\d]+ [:\d]+ {2}running for [\d.]+s on n\d, job \d+_\d+$/m,
    running.stderr,
  );
  Deno.removeSync(join(project.dir, "hold"));
  const { code, stdout, stderr } = await logs.ended;
  assertEquals([code, stdout], [0, "attempt 1\nattempt 2\n"], stderr);
  assertMatch(stderr, /: attempt 2, .*\n.*: succeeded in /);
  const { runs: [train] } = JSON.parse((await project.run("show", ["--json"])).stdout);
  // deno-lint-ignore no-explicit-any
  assertEquals(train.attempts.map(({ state }: any) => state), ["failed", "succeeded"]);
  assert(
    train.attempts.every(({ host, job }: { host: string; job: string }) => /^n\d$/.test(host) && /^\d+_\d+$/.test(job)),
  );
  assertEquals((await project.run("logs", ["--attempt", "1"])).stdout, "attempt 1\n");
});

test("an experiment is tried on the cluster, and Ctrl-C leaves no job", async (cluster) => {
  await using project = new SlurmProject(cluster);
  project.writeGrid(
    3,
    `echo "on $SLURMD_NODENAME, unbuffered: $PYTHONUNBUFFERED"; echo '{"loss": 1}' >"$GRID_RUN_DIR/metrics.json"
[ -e quick ] || sleep 600`,
    "retries: 2",
  );
  project.write("quick", "");
  const { code, stdout, stderr } = await project.run("try", ["g.yaml", "--on", "slurm"], {
    PYTHONUNBUFFERED: undefined,
  });
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^on n\d, unbuffered: 1\n$/);
  assertStringIncludes(stderr, "train: succeeded in ");
  Deno.removeSync(join(project.dir, "quick"));
  const trial = project.start("try", ["g.yaml", "--on", "slurm", "--grace", "1"]);
  await cluster.until("the job runs", async () => (await cluster.ask("squeue", "--me", "-h", "-t", "R")) !== "");
  trial.kill("SIGINT");
  const ended = await trial.ended;
  assertEquals(ended.code, 130, ended.stderr);
  assertEquals(await project.jobs(), []);
  assert(!project.exists("experiments"), "nothing is left");
});
