/** Opens grid directories for reading, and asks Slurm about runs of which only its queue knows. */
import type { Submission } from "../../lib/run/journal_record.ts";
import { unfinishedRuns } from "../../lib/run/recover.ts";
import { STAGES } from "../../lib/run/stage.ts";
import type { JobQueue } from "../../lib/slurm/job_queue.ts";
import { dependsOnQueue } from "../../lib/slurm/requeue.ts";
import { type StaleElements, staleElements } from "../../lib/slurm/stale_elements.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import { PlanError } from "../../lib/store/plan_format.ts";
import { isGridDir, readJournal } from "../grid/grid_dir.ts";
import { rememberQueue, startRemembering } from "../grid/launches/launch_records.ts";
import { openController, readElementTimes } from "../grid/launches/submissions.ts";
import { afterRequeues, type OpenGrid, openGrid } from "../grid/session.ts";
import { steadyNow } from "../system/clock.ts";
import { errnoOf } from "../system/file_errors.ts";
import { readPace } from "./commands/client.ts";
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
 * @param ask for commands that look again and again: {@link askRarely}
 * @throws {PlanError} if its plan is corrupt
 */
export async function lookAtGrid(root: string, ask: () => Promise<QueueAnswer> = askQueue): Promise<SeenGrid> {
  return await addQueue(openGrid(root), ask);
}

/** A function that asks Slurm, but no more often than sites allow: in between, it gives the last answer. */
export function askRarely(): () => Promise<QueueAnswer> {
  const { poll } = readPace();
  let last: { readonly answer: Promise<QueueAnswer>; readonly at: number } | undefined;
  return () => {
    if (last === undefined || steadyNow() - last.at >= poll) last = { answer: askQueue(), at: steadyNow() };
    return last.answer;
  };
}

/**
 * Looks at the processes and at the queue of grids for an analysis, which gives up the permission to do so before it reads the
 * files of others.
 *
 * @param roots directories; those that are no grids are left out
 */
export async function lookBeforeReading(roots: readonly string[]): Promise<void> {
  startRemembering();
  for (const root of roots.filter(isGridDir)) {
    try {
      const journal = readJournal(gridPaths(root));
      // The end of a grid without unfinished runs is in its journal, which is read again.
      if (STAGES.some((stage) => unfinishedRuns(journal.runs, stage).length > 0) || dependsOnQueue(journal)) {
        await lookAtGrid(root);
      }
    } catch (error) {
      // What cannot be read is reported by the analysis.
      if (!(error instanceof PlanError) && errnoOf(error) === undefined) throw error;
    }
  }
}

/**
 * Adds what the queue of Slurm tells about the runs of a grid.
 *
 * @param ask called if something depends on it
 */
export async function addQueue(grid: OpenGrid, ask: () => Promise<QueueAnswer>): Promise<SeenGrid> {
  if (!dependsOnQueue(grid) && openController(grid.root, grid.submissions) === undefined) {
    return { grid, answer: undefined };
  }
  const answer = await ask();
  if (answer.kind === "answered") rememberQueue(grid.root, answer.queue);
  return { grid: answer.kind === "answered" ? afterRequeues(grid, answer.queue) : grid, answer };
}

// Finds elements of a grid that do not run although Slurm lists them as running.

/**
 * Gives a function for the elements of the job of a submission that do not run, and that are listed as running.
 *
 * @param root the grid directory
 * @param queue what squeue has just listed
 */
export function staleIn(root: string, queue: JobQueue): (job: number, submission: Submission) => StaleElements {
  const { patience } = readPace();
  return (job, { number }) =>
    queue.get(job)?.lines.some(({ state }) => state === "RUNNING")
      ? staleElements(queue, job, readElementTimes(root, number), { now: Date.now(), patience })
      : { left: [], unstarted: [] };
}
