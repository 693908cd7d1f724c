/** Explains how a launch ended, from its records and from what the cluster says about its element. */
import type { Outcome, Told } from "../run/outcome.ts";
import type { Inspection } from "../run/recover.ts";
import type { QueueEntry } from "./job_queue.ts";

/** How a launch on a cluster ended. */
export type ExplainedEnd =
  /** `told`: why it was ended, if its records do not show it. */
  | { readonly kind: "ended"; readonly outcome: Outcome; readonly told?: Told }
  /** Nothing was or will be started. */
  | { readonly kind: "void" };

/** What is known about an element: it is listed, an answer did not list it, or there was no answer. */
export type ElementSight = QueueEntry | "gone" | "unknown";

/**
 * The states of elements that have ended. All others, and those of versions to come, are states of elements that live. They
 * are the base states of squeue(1), sacct(1) without those of waiting and running jobs.
 */
const ENDED: ReadonlySet<string> = new Set([
  ...["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED"],
  ...["NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT"],
]);

/** Whether an element lives: it waits, runs, or is about to end. */
export function isAlive({ state }: QueueEntry): boolean {
  return !ENDED.has(state);
}

/**
 * How a launch ended. Its records decide. Without an exit record, the cluster has to say that its element is gone, and the caller
 * has to wait until records that were written on other machines can be read here.
 *
 * @returns `undefined` if it is alive, or if that is not known
 */
export function explainEnd(seen: Inspection, job: ElementSight): ExplainedEnd | undefined {
  if (seen.kind === "ended") {
    const { outcome, told } = seen;
    return { kind: "ended", outcome, ...(told !== undefined && { told }) };
  }
  if (seen.kind === "void") return { kind: "void" };
  if (seen.kind === "unreadable" || job === "unknown") return undefined;
  if (job !== "gone" && isAlive(job)) return undefined;
  if (seen.kind === "unclaimed") return { kind: "void" };
  const state = job === "gone" ? undefined : job.state;
  if (state === "CANCELLED") return { kind: "ended", outcome: { kind: "lost" }, told: "stop" };
  if (state === "OUT_OF_MEMORY") return { kind: "ended", outcome: { kind: "signal", signal: "SIGKILL" } };
  return { kind: "ended", outcome: { kind: "lost" } };
}

// Explains why an element ended without having started a launch.

/** What is known about a launch that nobody claimed and whose element is gone. */
export interface Unclaimed {
  readonly sight: ElementSight;
  /** Whether its job was in the queue after this scheduler had begun to follow it. */
  readonly wasListed: boolean;
  /** Whether the submission was told to start nothing more. */
  readonly isStopped: boolean;
}

/** Exit code of an element whose node does not see the grid directory. */
const BLIND = 66;

/**
 * What becomes of the launch:
 *
 * - `cancelled`: somebody took it out of the queue, or the submission was stopped; it stays pending
 * - `blind`: its node does not see the grid directory
 * - `again`: it is submitted again
 * - `undefined`: not known yet
 */
export function explainUnclaimed(
  { sight, wasListed, isStopped }: Unclaimed,
): "cancelled" | "blind" | "again" | undefined {
  if (sight === "unknown" || (sight !== "gone" && isAlive(sight))) return undefined;
  if (isStopped) return "cancelled";
  if (sight === "gone") return wasListed ? "cancelled" : "again";
  if (sight.exitCode === BLIND) return "blind";
  // Who runs the command again wants it to run.
  return sight.state === "CANCELLED" && wasListed ? "cancelled" : "again";
}

/** The elements of a job, by index. */
export type Elements = ReadonlyMap<number, QueueEntry>;
