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

// What an executor for a Slurm cluster tells about its submissions.

/** What happens to submissions. */
export type SlurmEvent =
  | { readonly type: "submitted"; readonly job: number; readonly launches: number }
  /** The cluster takes no more jobs now: this number of launches waits to be submitted. */
  | { readonly type: "full"; readonly message: string; readonly left: number }
  /** The controller does not answer, or answers again. */
  | { readonly type: "silent"; readonly message: string }
  | { readonly type: "answered" }
  /** An element has stopped the submission, as too many runs have failed. */
  | { readonly type: "gave_up"; readonly failed: number }
  /** `grid:stop` was run, perhaps on another login node; with `drain`, runs that have started go on. */
  | { readonly type: "stopped"; readonly how: "stop" | "drain" }
  /** Elements that have ended, and that Slurm lists as running (`812345_17`). */
  | { readonly type: "stale"; readonly elements: readonly string[] }
  /** Elements that Slurm has listed as running for minutes, and that have started nothing. */
  | { readonly type: "unstarted"; readonly elements: readonly string[] }
  /** Elements that Slurm held, as their start had failed, may start again. */
  | { readonly type: "released"; readonly elements: readonly string[] }
  /** Elements end without starting their runs, each time these are submitted: the runs are given up. `output`: what elements print. */
  | { readonly type: "fruitless"; readonly job: number | undefined; readonly output: string }
  /** A node does not see the grid directory. What is submitted from now on avoids it. */
  | { readonly type: "blind"; readonly node: string; readonly dir: string };
