/** Asks Slurm about the jobs of this user. */
import type { QueueAnswer } from "../../lib/cluster/batch_system.ts";
import { parseQueue, QUEUE_FORMAT } from "../../lib/slurm/squeue.ts";
import { askController } from "./client.ts";

/** Milliseconds after which squeue is killed. It takes 9 to 18 s to notice that there is no controller. */
const TIMEOUT = 5_000;

/** Lists the jobs of this user that wait or run: one request to the controller, however many there are. */
export async function askQueue(signal?: AbortSignal): Promise<QueueAnswer> {
  const words = ["squeue", "--me", "--noheader", `--format=${QUEUE_FORMAT}`] as const;
  const answer = await askController(words, { timeout: TIMEOUT, signal });
  return answer.kind === "answered" ? { kind: "answered", queue: parseQueue(answer.text) } : answer;
}
