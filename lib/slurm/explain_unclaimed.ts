/** Explains why an element ended without having started a launch. */
import { type ElementSight, isAlive } from "./explain_end.ts";

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
