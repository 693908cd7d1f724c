/** Cancels and releases jobs. */
import type { CancelAnswer } from "../../lib/cluster/batch_system.ts";
import { messageOf, runSlurm } from "./client.ts";

// scancel itself gives up after 9 s without an answer.
const TIMEOUT = 30_000;

/**
 * Cancels jobs: their elements that wait do not start, those that run get SIGTERM, and SIGKILL after Slurm's KillWait.
 *
 * @param jobs ids of arrays, or of elements (`812345_17`)
 * @param which `waiting`: elements that run are left alone
 */
export async function cancelJobs(jobs: readonly (number | string)[], which: "all" | "waiting"): Promise<CancelAnswer> {
  if (jobs.length === 0) return { kind: "cancelled" };
  const state = which === "waiting" ? ["--state=PENDING"] : [];
  const result = await runSlurm(["scancel", "--quiet", ...state, ...jobs.map(String)], { timeout: TIMEOUT });
  if (result.kind === "missing") return result;
  if (result.kind === "killed") {
    return { kind: "failed", message: `no answer from scancel for ${TIMEOUT / 1000} s` };
  }
  const errors = result.stderr.split("\n").filter((line) =>
    line !== "" && !/Invalid job id|already completed/.test(line)
  );
  if (result.code === 0 || errors.length === 0) return { kind: "cancelled" };
  return { kind: "failed", message: messageOf(errors.join("\n")) };
}

/** Lets jobs start that Slurm holds. @returns whether it did */
export async function releaseJobs(jobs: readonly string[]): Promise<boolean> {
  const result = await runSlurm(["scontrol", "release", ...jobs], { timeout: TIMEOUT });
  return result.kind === "ended" && result.code === 0;
}
