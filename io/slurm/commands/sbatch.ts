/** Submits job arrays. */
import { isFull, isUnreachable } from "../../../lib/slurm/refusal.ts";
import { type ClientResult, messageOf, runClient } from "./client.ts";

/** What came of a submission. Messages are those of sbatch. */
export type SubmitAnswer =
  | { readonly kind: "submitted"; readonly job: number }
  /** Nothing was queued, and the same would be refused again. */
  | { readonly kind: "refused"; readonly message: string }
  /** Nothing was queued: the cluster takes no more jobs now, of this user or of all. */
  | { readonly kind: "full"; readonly message: string }
  /** The controller did not answer. The job may have been queued. */
  | { readonly kind: "silent"; readonly message: string }
  /** There is no sbatch here. */
  | { readonly kind: "missing"; readonly message: string };

/** What came of a trial: nothing was queued in any case. */
export type TrialAnswer = { readonly kind: "accepted" } | Exclude<SubmitAnswer, { kind: "submitted" }>;

// sbatch itself gives up after 9 or 18 s without an answer.
const TIMEOUT = 60_000;

/**
 * Submits a job.
 *
 * sbatch tries for two minutes if the cluster takes no more jobs; this is reported at once.
 *
 * @param words the arguments of sbatch, with `--parsable`; the script last
 */
export async function submit(words: readonly string[]): Promise<SubmitAnswer> {
  const result = await runSbatch(words);
  if (result.kind !== "ended" || result.code !== 0) return refusal(result);
  // With several clusters, the name of one follows: `12;main`.
  const [, id] = /^(?:Submitted batch job )?(\d+)(?:;.*)?$/m.exec(result.stdout) ?? [];
  if (id === undefined) {
    return { kind: "silent", message: `unexpected output from sbatch: ${result.stdout.slice(0, 200)}` };
  }
  return { kind: "submitted", job: Number(id) };
}

/** Asks whether a job would be accepted now. Nothing is queued. */
export async function trySubmission(words: readonly string[]): Promise<TrialAnswer> {
  const result = await runSbatch(["--test-only", ...words]);
  return result.kind === "ended" && result.code === 0 ? { kind: "accepted" } : refusal(result);
}

/**
 * The largest array that would be accepted now, between none and one that was refused as the cluster is full.
 *
 * @param wordsFor the arguments of sbatch for an array with this many elements
 * @param refused the number of elements that was refused
 */
export async function largestArray(
  wordsFor: (elements: number) => readonly string[],
  refused: number,
): Promise<number> {
  let [most, tooMany] = [0, refused];
  while (tooMany - most > 1) {
    const elements = Math.floor((most + tooMany) / 2);
    const { kind } = await trySubmission(wordsFor(elements));
    if (kind === "accepted") most = elements;
    else tooMany = elements;
  }
  return most;
}

function runSbatch(words: readonly string[]): Promise<ClientResult> {
  return runClient(["sbatch", ...words], { timeout: TIMEOUT, isStuck: isFull });
}

function refusal(result: ClientResult): Exclude<TrialAnswer, { kind: "accepted" }> {
  if (result.kind === "missing") return result;
  const message = messageOf(result.stderr);
  if (isFull(result.stderr)) return { kind: "full", message };
  if (result.kind === "killed") {
    return { kind: "silent", message: message || `no answer from sbatch for ${TIMEOUT / 1000} s` };
  }
  return { kind: isUnreachable(result.stderr) ? "silent" : "refused", message: message || `exit code ${result.code}` };
}
