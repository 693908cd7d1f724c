/** Opens grid directories for reading, and asks Slurm about runs of which only its queue knows. */
import { dependsOnQueue } from "../../lib/slurm/requeue.ts";
import { afterRequeues, type OpenGrid, openGrid } from "../grid/session.ts";
import { askQueue, type QueueAnswer } from "./commands/squeue.ts";

/** A grid directory as all commands see it. */
export interface SeenGrid {
  readonly grid: OpenGrid;
  /** What Slurm answered; `undefined` if nothing depends on it. */
  readonly answer: QueueAnswer | undefined;
}

/**
 * Opens a grid directory, and asks Slurm if what becomes of its runs depends on it. Writes nothing.
 *
 * @param root the grid directory
 * @throws {PlanError} if its plan is corrupt
 */
export async function lookAtGrid(root: string): Promise<SeenGrid> {
  return await addQueue(openGrid(root), askQueue);
}

/**
 * Adds what the queue of Slurm tells about the runs of a grid.
 *
 * @param ask called if something depends on it
 */
export async function addQueue(grid: OpenGrid, ask: () => Promise<QueueAnswer>): Promise<SeenGrid> {
  if (!dependsOnQueue(grid)) return { grid, answer: undefined };
  const answer = await ask();
  return { grid: answer.kind === "answered" ? afterRequeues(grid, answer.queue) : grid, answer };
}
