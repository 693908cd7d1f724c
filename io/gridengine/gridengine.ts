/** Grid Engine as a batch system: calls its commands. Tried with Son of Grid Engine 8.1.9. */
import type {
  BatchSystem,
  CancelAnswer,
  FactsAnswer,
  QueueAnswer,
  SubmitAnswer,
  TrialAnswer,
} from "../../lib/cluster/batch_system.ts";
import type { Elements } from "../../lib/cluster/explain_end.ts";
import { isWaiting, type JobQueue } from "../../lib/cluster/job_queue.ts";
import { GRID_ENGINE } from "../../lib/gridengine/gridengine.ts";
import { parseQacct, parseQstat } from "../../lib/gridengine/qstat.ts";
import { steadyNow } from "../system/clock.ts";
import { type ClientLimits, type ClientResult, runClient } from "../system/processes/run_client.ts";

/** Calls the commands of Grid Engine. */
export const gridEngine: BatchSystem = {
  dialect: GRID_ENGINE,
  environment,
  submit,
  trySubmission,
  askQueue,
  cancelJobs,
  releaseJobs,
  askFacts,
  askMaxTimes: () => Promise.resolve(undefined),
  findEnds,
};

// Milliseconds.
const SUBMIT_TIMEOUT = 60_000;
const TIMEOUT = 30_000;
const QUEUE_TIMEOUT = 10_000;

/** Users' defaults are in files (`~/.sge_request`), and the variables of a job that a command is called from do no harm. */
function environment(all: Readonly<Record<string, string>>): Record<string, string> {
  // qstat prints times in it, which are compared with those of this process.
  return { ...all };
}

function run(words: readonly [string, ...string[]], limits: Omit<ClientLimits, "environment">): Promise<ClientResult> {
  return runClient(words, { ...limits, environment: environment(Deno.env.toObject()) });
}

// The master is not there, or too busy: nothing is known.
const UNREACHABLE =
  /unable to contact qmaster|commlib error|failed receiving gdi request|can't connect|got select error/i;
// A limit on jobs of a user, or of the cluster.
const FULL = /only \d+ jobs are allowed|too many jobs|maximum number of (?:jobs|advance)/i;

async function submit(words: readonly string[]): Promise<SubmitAnswer> {
  const result = await run(["qsub", ...words], { timeout: SUBMIT_TIMEOUT });
  if (result.kind !== "ended" || result.code !== 0) return refusal(result);
  // `12.1-5:1`
  const [, id] = /^(\d+)(?:\.|$)/m.exec(result.stdout) ?? [];
  if (id === undefined) {
    return { kind: "silent", message: `unexpected output from qsub: ${result.stdout.slice(0, 200)}` };
  }
  return { kind: "submitted", job: Number(id) };
}

// It verifies with an empty cluster: `verification: found suitable queue(s)`.
async function trySubmission(words: readonly string[]): Promise<TrialAnswer> {
  const result = await run(["qsub", "-w", "v", ...words], { timeout: SUBMIT_TIMEOUT });
  if (result.kind !== "ended") return refusal(result);
  if (result.code === 0 && !/no suitable queues/.test(result.stdout + result.stderr)) return { kind: "accepted" };
  return refusal({ ...result, stderr: `${result.stderr}\n${result.stdout}` });
}

function refusal(result: ClientResult): Exclude<TrialAnswer, { kind: "accepted" }> {
  if (result.kind === "missing") return result;
  const message = messageOf(result.stderr);
  if (FULL.test(message)) return { kind: "full", message };
  if (result.kind === "killed") {
    return { kind: "silent", message: message || `no answer from qsub for ${SUBMIT_TIMEOUT / 1000} s` };
  }
  const kind = UNREACHABLE.test(message) ? "silent" : "refused";
  return { kind, message: message || `exit code ${result.code}` };
}

/** The messages of a command on one line, without what all of them say. */
function messageOf(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^(?:Unable to run job: |error: )/, "").trim());
  return [...new Set(lines.filter((line) => line !== "" && line !== "Exiting."))].join("; ").replace(/\.$/, "");
}

async function askQueue(signal?: AbortSignal): Promise<QueueAnswer> {
  const user = await currentUser();
  const words = ["qstat", "-xml", "-u", user] as const;
  const result = await run(words, { timeout: QUEUE_TIMEOUT, ...(signal !== undefined && { signal }) });
  if (result.kind === "missing") return result;
  if (result.kind === "killed") {
    return { kind: "silent", message: `no answer from qstat for ${QUEUE_TIMEOUT / 1000} s` };
  }
  if (result.code !== 0) {
    return { kind: "silent", message: messageOf(result.stderr) || `qstat: exit code ${result.code}` };
  }
  return { kind: "answered", queue: parseQstat(result.stdout, Date.now()) };
}

let user: Promise<string> | undefined;

// Without a user, qstat takes what LOGNAME says, or lists all users.
function currentUser(): Promise<string> {
  return user ??= (async () => {
    const result = await run(["id", "-un"], { timeout: TIMEOUT });
    return result.kind === "ended" && result.code === 0 ? result.stdout.trim() : Deno.env.get("USER") ?? "*";
  })();
}

async function cancelJobs(jobs: readonly (number | string)[], which: "all" | "waiting"): Promise<CancelAnswer> {
  if (jobs.length === 0) return { kind: "cancelled" };
  if (which === "all") return await deleteJobs(jobs.map(String));
  // Held, an element cannot start between the look at the queue and its deletion.
  const held = await runForJobs(["qhold", ...jobs.map(String)]);
  if (held.kind !== "cancelled") return held;
  const answer = await askQueue();
  if (answer.kind !== "answered") return { kind: "failed", message: answer.message };
  return await deleteJobs(jobs.flatMap((job) => waitingElements(answer.queue, Number(job))));
}

function waitingElements(queue: JobQueue, job: number): string[] {
  const lines = queue.get(job)?.lines.filter(isWaiting) ?? [];
  return lines.flatMap(({ tasks }) => tasks.map(([first, last]) => GRID_ENGINE.elementName(job, first, last)));
}

async function deleteJobs(names: readonly string[]): Promise<CancelAnswer> {
  return names.length === 0 ? { kind: "cancelled" } : await runForJobs(["qdel", ...names]);
}

// Jobs that have ended are no failure.
async function runForJobs(words: readonly [string, ...string[]]): Promise<CancelAnswer> {
  const result = await run(words, { timeout: TIMEOUT });
  if (result.kind === "missing") return result;
  if (result.kind === "killed") {
    return { kind: "failed", message: `no answer from ${words[0]} for ${TIMEOUT / 1000} s` };
  }
  const errors = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) =>
    line !== "" &&
    !/does not exist|has (?:registered|deleted)|already in deletion|modified hold|job-array tasks/.test(line)
  );
  if (result.code === 0 || errors.length === 0) return { kind: "cancelled" };
  return { kind: "failed", message: messageOf(errors.join("\n")) };
}

async function releaseJobs(elements: readonly string[]): Promise<boolean> {
  const result = await run(["qmod", "-cj", ...elements], { timeout: TIMEOUT });
  return result.kind === "ended" && result.code === 0;
}

// The default of max_aj_tasks. 0 is no limit.
const MAX_TASKS = 75_000;

/** Its name is that of the host of its master, unless it has one. */
async function askFacts(): Promise<FactsAnswer> {
  const [configuration, master] = await Promise.all([
    run(["qconf", "-sconf"], { timeout: TIMEOUT }),
    run(["qconf", "-sss"], { timeout: TIMEOUT }),
  ]);
  for (const result of [configuration, master]) {
    if (result.kind === "missing") return result;
    if (result.kind === "killed") return { kind: "silent", message: `no answer from qconf for ${TIMEOUT / 1000} s` };
    if (result.code !== 0) return { kind: "silent", message: messageOf(result.stderr + result.stdout) };
  }
  const text = (result: ClientResult) => result.kind === "ended" ? result.stdout : "";
  const most = Number(/^max_aj_tasks\s+(\d+)/m.exec(text(configuration))?.[1] ?? MAX_TASKS);
  const name = Deno.env.get("SGE_CLUSTER_NAME") || text(master).trim() || "sge";
  return {
    kind: "answered",
    facts: { cluster: name.replaceAll(/[^\w.-]/g, "_"), maxArraySize: most > 0 ? most : MAX_TASKS },
  };
}

// Elements that have left the queue and are not accounted for yet, by name, since when.
const missing = new Map<string, number>();
// Grid Engine writes its accounting every 15 s by default.
const ACCOUNTING_MS = 20_000;

/** Looks into the accounting, which login nodes can read at most sites. Until it can be there, an element counts as ending. */
async function findEnds(job: number, tasks: readonly number[], signal?: AbortSignal): Promise<Elements | "unknown"> {
  const result = await run(["qacct", "-j", String(job)], { timeout: TIMEOUT, ...(signal !== undefined && { signal }) });
  if (result.kind === "killed") return "unknown";
  const known = result.kind === "ended" ? parseQacct(result.stdout, job) : new Map();
  const ends = new Map(known);
  for (const task of tasks) {
    const name = GRID_ENGINE.elementName(job, task);
    if (known.has(task)) {
      missing.delete(name);
      continue;
    }
    const since = missing.get(name) ?? steadyNow();
    missing.set(name, since);
    if (steadyNow() - since < accountingTime()) {
      ends.set(task, { id: job, job, task, state: "COMPLETING", node: "", reason: "" });
    }
  }
  return ends;
}

/** `GRID_WORKERS_SGE_ACCOUNTING`: seconds after which an element that has left the queue is accounted for. */
function accountingTime(): number {
  const seconds = Number(Deno.env.get("GRID_WORKERS_SGE_ACCOUNTING") || NaN);
  return seconds >= 0 ? seconds * 1_000 : ACCOUNTING_MS;
}
