/** Asks Slurm about the jobs of this user and about its configuration, and cancels jobs. */
import { type JobQueue, parseQueue, QUEUE_FORMAT } from "../../../lib/slurm/job_queue.ts";
import { type ClusterFacts, parseConfiguration } from "../../../lib/slurm/plan_arrays.ts";
import { type Answer, askController, messageOf, runClient } from "./client.ts";

/** The answer of squeue. */
export type QueueAnswer =
  /** What the queue does not have is gone. */
  | { readonly kind: "answered"; readonly queue: JobQueue }
  | Exclude<Answer, { kind: "answered" }>;

/** Milliseconds after which squeue is killed. It takes 9 to 18 s to notice that there is no controller. */
const TIMEOUT = 5_000;

/** Lists the jobs of this user that wait or run: one request to the controller, however many there are. */
export async function askQueue(signal?: AbortSignal): Promise<QueueAnswer> {
  const words = ["squeue", "--me", "--noheader", `--format=${QUEUE_FORMAT}`] as const;
  const answer = await askController(words, { timeout: TIMEOUT, signal });
  return answer.kind === "answered" ? { kind: "answered", queue: parseQueue(answer.text) } : answer;
}

// Asks Slurm how it is configured.

/** The answer to {@link askFacts}. */
export type FactsAnswer =
  | { readonly kind: "answered"; readonly facts: ClusterFacts }
  | Exclude<Answer, { kind: "answered" }>;

const FACTS_TIMEOUT = 30_000;

/** The limits of the cluster. */
export async function askFacts(): Promise<FactsAnswer> {
  const answer = await askController(["scontrol", "show", "config"], { timeout: FACTS_TIMEOUT });
  return answer.kind === "answered" ? { kind: "answered", facts: parseConfiguration(answer.text) } : answer;
}

// Cancels jobs.

/** What came of cancelling jobs. Those that have ended, or that the controller does not know, need no cancelling. */
export type CancelAnswer =
  | { readonly kind: "cancelled" }
  /** The controller did not answer, or refused. */
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string };

// scancel itself gives up after 9 s without an answer.
const CANCEL_TIMEOUT = 30_000;

/**
 * Cancels jobs: their elements that wait do not start, those that run get SIGTERM, and SIGKILL after Slurm's KillWait.
 *
 * @param jobs ids of arrays, or of elements (`812345_17`)
 * @param which `waiting`: elements that run are left alone
 */
export async function cancelJobs(jobs: readonly (number | string)[], which: "all" | "waiting"): Promise<CancelAnswer> {
  if (jobs.length === 0) return { kind: "cancelled" };
  const state = which === "waiting" ? ["--state=PENDING"] : [];
  const result = await runClient(["scancel", "--quiet", ...state, ...jobs.map(String)], { timeout: CANCEL_TIMEOUT });
  if (result.kind === "missing") return result;
  if (result.kind === "killed") {
    return { kind: "failed", message: `no answer from scancel for ${CANCEL_TIMEOUT / 1000} s` };
  }
  const errors = result.stderr.split("\n").filter((line) =>
    line !== "" && !/Invalid job id|already completed/.test(line)
  );
  if (result.code === 0 || errors.length === 0) return { kind: "cancelled" };
  return { kind: "failed", message: messageOf(errors.join("\n")) };
}
