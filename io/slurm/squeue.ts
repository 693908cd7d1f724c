/** Asks Slurm about the jobs of this user. */
import { type JobQueue, parseQueue, QUEUE_FORMAT } from "../../lib/slurm/job_queue.ts";
import { messageOf, runClient } from "./client.ts";

/** The answer of squeue. */
export type QueueAnswer =
  /** What the queue does not have is gone. */
  | { readonly kind: "answered"; readonly queue: JobQueue }
  /** The controller did not answer: nothing is known about any job. */
  | { readonly kind: "silent"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string };

/** Milliseconds after which squeue is killed. It takes 9 to 18 s to notice that there is no controller. */
const TIMEOUT = 5_000;

/** Lists the jobs of this user that wait or run: one request to the controller, however many there are. */
export async function askQueue(signal?: AbortSignal): Promise<QueueAnswer> {
  const result = await runClient(["squeue", "--me", "--noheader", `--format=${QUEUE_FORMAT}`], {
    timeout: TIMEOUT,
    signal,
  });
  if (result.kind === "missing") return result;
  if (result.kind === "killed") return { kind: "silent", message: `no answer from squeue for ${TIMEOUT / 1000} s` };
  if (result.code !== 0) {
    return { kind: "silent", message: messageOf(result.stderr) || `squeue: exit code ${result.code}` };
  }
  return { kind: "answered", queue: parseQueue(result.stdout) };
}
