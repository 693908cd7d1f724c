/** The contracts of executors and of backends, on a Slurm cluster. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { type ClusterExecutor, createClusterExecutor } from "../../io/cluster/executor.ts";
import type { ClusterLaunch, Launch } from "../../io/executor/executor.ts";
import { slurm } from "../../io/slurm/slurm.ts";
import { createClusterBackend } from "../../io/stage/backend/cluster.ts";
import { readHostIdentity } from "../../io/system/place.ts";
import type { JobOptions } from "../../lib/cluster/plan_arrays.ts";
import { DEFAULT_SETTINGS } from "../../lib/grid/settings/parse_settings.ts";
import { addSubmission, type JournalRecord, type Submission } from "../../lib/run/journal_record.ts";
import { sbatchOptions } from "../../lib/slurm/sbatch_options.ts";
import { keyOfTest, testExecutor } from "../io/executor/contract.ts";
import { testBackend } from "../io/stage/backend/contract.ts";
import { testsOnCluster } from "./cluster.ts";

const test = testsOnCluster({ killWait: 5 });
const here = readHostIdentity();
const cluster: ClusterLaunch = {
  options: sbatchOptions(DEFAULT_SETTINGS) as JobOptions,
  retries: 0,
  timeout: undefined,
};

/** The job arrays in the journal of each grid directory, which several executors share. */
const journals = new Map<string, Map<number, Submission>>();

function createExecutor(root: string, failures = 0): ClusterExecutor {
  const submissions = journals.get(root) ?? new Map<number, Submission>();
  journals.set(root, submissions);
  return createClusterExecutor({
    root,
    gridKey: keyOfTest(root),
    system: slurm,
    here,
    journal: {
      submissions,
      record(record: JournalRecord) {
        if (record.type === "submit" || record.type === "submitted") addSubmission(submissions, record);
      },
      flush: () => Promise.resolve(),
    },
    limits: { system: "slurm", maxArraySize: 1_001, maxConcurrentRuns: Infinity },
    poll: 1_000,
    patience: 1_000,
    elements: { grace: 1, look: 1, failures, unlessSuccess: false, judged: false, cluster: "grid" },
    tell() {},
  });
}

testExecutor(
  "Slurm",
  (root) => ({ executor: createExecutor(root), given: { cluster } }),
  register,
);

testBackend("the backend of Slurm", () => createClusterBackend({ system: "slurm", detach: false }), register);
testBackend("the backend of Slurm, detached", () => createClusterBackend({ system: "slurm", detach: true }), register);

function register(name: string, run: () => Promise<void>): void {
  test(name, async ({ env }) => {
    for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
    await run();
  });
}

test("withdraw() takes back what waits, lets the others run, and a late element starts nothing", async (cluster_) => {
  Deno.env.set("SLURM_CONF", cluster_.env.SLURM_CONF!);
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "withdraw' %j " }));
  const options = { ...cluster.options, words: ["--cpus-per-task=8", "--nodelist=n0"] };
  const launches = ["a", "b", "c"].map((dir): Launch => {
    Deno.mkdirSync(join(root, dir));
    Deno.writeTextFileSync(
      join(root, dir, "train.1.sh"),
      `exec \${gw_session:+"$gw_session"} sh -c 'touch ${dir}/up; until [ -e go ]; do sleep 0.1; done'`,
    );
    return { stage: "train", number: 1, dir, log: "train.1.log", cluster: { ...cluster, options } };
  });
  const executor = createExecutor(root);
  const handles = launches.map((launch) => executor.start(launch));
  const beginning = await Promise.race(handles.map(({ began }) => began!));
  await executor.withdraw();
  Deno.writeTextFileSync(join(root, "go"), "");
  const kinds = (await Promise.all(handles.map(({ ended }) => ended))).map(({ kind }) => kind);
  assertEquals(kinds.toSorted(), ["ended", "void", "void"]);
  assertEquals([beginning.submission, beginning.host], [1, "n0"]);
  await cluster_.untilEmpty();
  assertEquals(["a", "b", "c"].filter((dir) => exists(join(root, dir, "up"))).length, 1);
  await executor.close(false);
  Deno.removeSync(root, { recursive: true });
});

test("what is submitted after the elements of an earlier array have counted too many failures starts nothing", async (cluster_) => {
  Deno.env.set("SLURM_CONF", cluster_.env.SLURM_CONF!);
  const root = Deno.realPathSync(Deno.makeTempDirSync());
  const launches = ["a", "b"].map((dir): Launch => {
    Deno.mkdirSync(join(root, dir));
    Deno.writeTextFileSync(
      join(root, dir, "train.1.sh"),
      `exec \${gw_session:+"$gw_session"} sh -c 'touch ${dir}/up; exit 1'`,
    );
    return { stage: "train", number: 1, dir, log: "train.1.log", cluster };
  });
  const executor = createExecutor(root, 1);
  const [first, second] = launches as [Launch, Launch];
  await executor.start(first).ended;
  await cluster_.until("its element has stopped it", () => exists(join(root, "slurm/1/stop")));
  const end = await executor.start(second).ended;
  assertEquals([end.kind, exists(join(root, "slurm/2/stop")), exists(join(root, "b/up"))], ["void", true, false]);
  await executor.close(false);
  Deno.removeSync(root, { recursive: true });
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}
