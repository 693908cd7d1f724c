/** Submits job arrays. */
import type { SubmitAnswer, TrialAnswer } from "../../lib/cluster/batch_system.ts";
import { isFull, isUnreachable } from "../../lib/slurm/refusal.ts";
import type { ClientResult } from "../system/processes/run_client.ts";
import { messageOf, runSlurm } from "./client.ts";

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

function runSbatch(words: readonly string[]): Promise<ClientResult> {
  return runSlurm(["sbatch", ...words], { timeout: TIMEOUT, isStuck: isFull });
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
