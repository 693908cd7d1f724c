import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { largestArray } from "../../io/cluster/check_submission.ts";
import { clientEnvironment } from "../../io/slurm/client.ts";
import { askFacts } from "../../io/slurm/cluster_facts.ts";
import { findEnds } from "../../io/slurm/find_ends.ts";
import { submit, trySubmission } from "../../io/slurm/sbatch.ts";
import { cancelJobs } from "../../io/slurm/scancel.ts";
import { slurm } from "../../io/slurm/slurm.ts";
import { askQueue } from "../../io/slurm/squeue.ts";
import type { SubmitAnswer, TrialAnswer } from "../../lib/cluster/batch_system.ts";
import { countElements, entryOf, jobsNamed } from "../../lib/cluster/job_queue.ts";
import type { JobOptions } from "../../lib/cluster/plan_arrays.ts";
import { DEFAULT_SETTINGS } from "../../lib/grid/settings/parse_settings.ts";
import { arrayWords, sbatchOptions } from "../../lib/slurm/sbatch_options.ts";
import { type Cluster, testsOnCluster } from "./cluster.ts";

const test = testsOnCluster({ nodes: 1, cpus: 4, maxJobs: 60, maxArray: 25 });
const OPTIONS = sbatchOptions(DEFAULT_SETTINGS) as JobOptions;

/** Runs with the environment of a cluster, which the commands of Slurm get from that of this process. */
async function on<T>(cluster: Cluster, run: () => Promise<T>, more: Record<string, string> = {}): Promise<T> {
  const env = Object.entries({ ...cluster.env, ...more });
  const before = env.map(([name]) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of env) Deno.env.set(name, value);
  try {
    return await run();
  } finally {
    for (const [name, value] of before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  }
}

/** The arguments of sbatch for an array whose elements run a script. */
function words(
  cluster: Cluster,
  elements: number,
  script: string,
  more: { name?: string; options?: string[] } = {},
): string[] {
  const path = join(cluster.dir, `${crypto.randomUUID()}.sh`);
  Deno.writeTextFileSync(path, `#!/bin/sh\n${script}\n`);
  const options = { ...OPTIONS, words: more.options ?? [] };
  const names = { name: more.name ?? "clients", outputDir: cluster.dir, root: cluster.dir };
  return [...arrayWords({ options, elements, concurrent: undefined }, names), path];
}

async function queueOf(cluster: Cluster) {
  const answer = await on(cluster, askQueue);
  assert(answer.kind === "answered", JSON.stringify(answer));
  return answer.queue;
}

async function submitted(cluster: Cluster, elements: number, script: string, more: Parameters<typeof words>[3] = {}) {
  const answer = await on(cluster, () => submit(words(cluster, elements, script, more)));
  assert(answer.kind === "submitted", JSON.stringify(answer));
  return answer.job;
}

test("an array is submitted, and found by its name and its elements", async (cluster) => {
  const name = `a|b "${crypto.randomUUID()}" $x`;
  const job = await submitted(cluster, 6, "sleep 100", { name });
  await cluster.until("four elements run", async () => countElements(await queueOf(cluster), [job])[0]?.running === 4);
  const queue = await queueOf(cluster);
  assertEquals(jobsNamed(queue, name), [job]);
  assertEquals(countElements(queue, [job]), [{ id: job, running: 4, pending: 2, reason: "Resources" }]);
  const entry = entryOf(queue, job, 0);
  assert(entry !== "gone" && entry.state === "RUNNING" && entry.node === "n0");
  assertEquals(entryOf(queue, job, 6), "gone");
  assertEquals(await on(cluster, () => cancelJobs([job], "waiting")), { kind: "cancelled" });
  assertEquals(countElements(await queueOf(cluster), [job]).map(({ running, pending }) => [running, pending]), [[
    4,
    0,
  ]]);
  assertEquals(await on(cluster, () => cancelJobs([job, 999_999], "all")), { kind: "cancelled" });
  await cluster.untilEmpty();
  const ends = await on(cluster, () => findEnds(job, [0]));
  assert(ends !== "unknown" && ends.get(0)?.state === "CANCELLED", JSON.stringify(ends));
});

test("an element that has ended is explained; one that never was is gone", async (cluster) => {
  const job = await submitted(cluster, 2, "exit 66");
  await cluster.untilEmpty();
  const ends = await on(cluster, () => findEnds(job, [0, 1]));
  assert(ends !== "unknown");
  assertEquals([0, 1].map((task) => [ends.get(task)?.state, ends.get(task)?.exitCode]), [["FAILED", 66], [
    "FAILED",
    66,
  ]]);
  assertEquals(await on(cluster, () => findEnds(999_999, [0])), new Map());
});

test("options that the cluster does not have are refused in the words of sbatch, and nothing is queued", async (cluster) => {
  for (const ask of [submit, trySubmission]) {
    const tell = (words: string[]) => on<SubmitAnswer | TrialAnswer>(cluster, () => ask(words));
    const answer = await tell(words(cluster, 2, "true", { options: ["--partition=nope"] }));
    assert(answer.kind === "refused");
    assertStringIncludes(answer.message, "invalid partition specified: nope");
    const array = await tell(words(cluster, 26, "true"));
    assert(array.kind === "refused");
    assertStringIncludes(array.message, "Invalid job array specification");
  }
  assertEquals((await queueOf(cluster)).size, 0);
});

test("a trial queues nothing", async (cluster) => {
  assertEquals(await on(cluster, () => trySubmission(words(cluster, 25, "true"))), { kind: "accepted" });
  assertEquals((await queueOf(cluster)).size, 0);
});

test("variables of a job that a command is called from do not change what it does", async (cluster) => {
  const inherited = {
    SQUEUE_STATES: "COMPLETED",
    SQUEUE_PARTITION: "nope",
    SLURM_CLUSTERS: "other",
    SBATCH_ARRAY_INX: "0-3",
    SBATCH_WAIT: "1",
    SLURM_JOB_ID: "7",
    SLURM_MEM_PER_CPU: "5",
    SLURM_CPUS_PER_TASK: "3",
  };
  const output = join(cluster.dir, "environment");
  const job = await on(
    cluster,
    async () => {
      const answer = await submit(words(cluster, 1, `env >${output}; sleep 100`));
      assert(answer.kind === "submitted");
      const queue = await askQueue();
      assert(queue.kind === "answered" && entryOf(queue.queue, answer.job, 0) !== "gone");
      return answer.job;
    },
    inherited,
  );
  await cluster.until("the job has written its environment", () => {
    try {
      return Deno.readTextFileSync(output).includes("SLURM_JOB_ID=");
    } catch {
      return false;
    }
  });
  assert(!/^SLURM_MEM_PER_CPU=/m.test(Deno.readTextFileSync(output)));
  await on(cluster, () => cancelJobs([job], "all"));
  await cluster.untilEmpty();
});

test("a cluster that takes no more jobs is reported at once, with the largest array that it takes", async (cluster) => {
  const hold = { options: ["--hold"] };
  const first = await submitted(cluster, 20, "true", hold);
  const second = await submitted(cluster, 20, "true", hold);
  const array = (elements: number) => words(cluster, elements, "true", hold);
  let answer: SubmitAnswer | undefined;
  const submission = on(cluster, async () => answer = await submit(array(25)));
  // By itself, sbatch would try again for minutes.
  await cluster.until("sbatch has been ended", () => answer !== undefined, 10);
  assertEquals((await submission).kind, "full");
  const most = await on(cluster, () => largestArray(slurm, array, 25));
  assert(most > 0 && most < 25, String(most));
  const third = await submitted(cluster, most, "true", hold);
  assertEquals((await on(cluster, () => trySubmission(array(1)))).kind, "full");
  await on(cluster, () => cancelJobs([first, second, third], "all"));
  await cluster.untilEmpty();
});

test("the limits of the cluster are read", async (cluster) => {
  const answer = await on(cluster, askFacts);
  assertEquals(answer, { kind: "answered", facts: { cluster: "grid", maxArraySize: 25 } });
});

test("a controller that does not answer is not an empty queue", async (cluster) => {
  await cluster.stopController("SIGTERM");
  try {
    // All of them wait for it at the same time.
    const [queue, end, submission, cancelled, facts] = await on(
      cluster,
      () =>
        Promise.all([
          askQueue(),
          findEnds(1, [0]),
          submit(words(cluster, 1, "true")),
          cancelJobs([1], "all"),
          askFacts(),
        ]),
    );
    assertEquals(queue, { kind: "silent", message: "no answer from squeue for 5 s" });
    assertEquals(end, "unknown");
    assertEquals([submission.kind, cancelled.kind, facts.kind], ["silent", "failed", "silent"]);
    assert("message" in submission && "message" in cancelled);
    assertStringIncludes(submission.message, "Unable to contact slurm controller");
    assertStringIncludes(cancelled.message, "Unable to contact slurm controller");
  } finally {
    await cluster.startController();
  }
});

Deno.test("the environment of the commands has the user's defaults, and nothing of another job", () => {
  assertEquals(
    clientEnvironment({
      ...{
        HOME: "/h",
        SLURM_CONF: "/c",
        SLURM_JOB_ID: "1",
        SLURMD_NODENAME: "n",
        SBATCH_PARTITION: "p",
        SBATCH_WAIT: "1",
      },
      SBATCH_ARRAY_INX: "1",
      SQUEUE_FORMAT: "%i",
      SACCT_FORMAT: "a",
      SLURM_BITSTR_LEN: "64",
    }),
    { HOME: "/h", SLURM_CONF: "/c", SBATCH_PARTITION: "p", SLURM_BITSTR_LEN: "0" },
  );
});

Deno.test("without Slurm, the commands say what is missing", async () => {
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  try {
    const answers = await Promise.all([askQueue(), submit([]), cancelJobs([1], "all"), askFacts()]);
    assertEquals(answers.map(({ kind }) => kind), ["missing", "missing", "missing", "missing"]);
    assert("message" in answers[1]);
    assertEquals(answers[1].message, "sbatch was not found: is this a login node of a cluster?");
  } finally {
    Deno.env.set("PATH", path);
  }
});
