/** Opens grid directories for reading, and asks the cluster about runs of which only its queue knows. */
import type { QueueAnswer } from "../../lib/cluster/batch_system.ts";
import type { JobQueue } from "../../lib/cluster/job_queue.ts";
import { dependsOnQueue } from "../../lib/cluster/requeue.ts";
import { type StaleElements, staleElements } from "../../lib/cluster/stale_elements.ts";
import { type Submission, type SystemName, systemOf } from "../../lib/run/journal_record.ts";
import { unfinishedRuns } from "../../lib/run/recover.ts";
import { STAGES } from "../../lib/run/stage.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import { PlanError } from "../../lib/store/plan_format.ts";
import { isGridDir, readJournal } from "../grid/grid_dir.ts";
import { rememberQueue, startRemembering } from "../grid/launches/launch_records.ts";
import { openController, readElementTimes } from "../grid/launches/submissions.ts";
import { afterRequeues, type OpenGrid, openGrid } from "../grid/session.ts";
import { steadyNow } from "../system/clock.ts";
import { errnoOf } from "../system/file_errors.ts";
import { batchSystem } from "./batch_systems.ts";
import { readPace } from "./pace.ts";

/** A grid directory as all commands see it. */
export interface SeenGrid {
  readonly grid: OpenGrid;
  /** What the cluster answered; `undefined` if nothing depends on it. */
  readonly answer: QueueAnswer | undefined;
}

/**
 * Opens a grid directory, and asks the cluster if what becomes of its runs depends on it. Writes nothing.
 *
 * @param root the grid directory
 * @param ask for commands that look again and again: {@link askRarely}
 * @throws {PlanError} if its plan is corrupt
 */
export async function lookAtGrid(root: string, ask: AskQueue = askOnce): Promise<SeenGrid> {
  return await addQueue(openGrid(root), ask);
}

/** Asks a batch system for its queue. */
export type AskQueue = (system: SystemName) => Promise<QueueAnswer>;

function askOnce(system: SystemName): Promise<QueueAnswer> {
  return batchSystem(system).askQueue();
}

/** A function that asks each batch system no more often than sites allow: in between, it gives the last answer. */
export function askRarely(): AskQueue {
  const { poll } = readPace();
  const last = new Map<SystemName, { readonly answer: Promise<QueueAnswer>; readonly at: number }>();
  return (system) => {
    const known = last.get(system);
    if (known !== undefined && steadyNow() - known.at < poll) return known.answer;
    const answer = askOnce(system);
    last.set(system, { answer, at: steadyNow() });
    return answer;
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
 * Adds what the queue of the cluster tells about the runs of a grid.
 *
 * @param ask called if something depends on it
 */
export async function addQueue(grid: OpenGrid, ask: AskQueue): Promise<SeenGrid> {
  if (!dependsOnQueue(grid) && openController(grid.root, grid.submissions) === undefined) {
    return { grid, answer: undefined };
  }
  const answer = await ask(systemOf(grid.submissions));
  if (answer.kind === "answered") rememberQueue(grid.root, answer.queue);
  return { grid: answer.kind === "answered" ? afterRequeues(grid, answer.queue) : grid, answer };
}

// Finds elements of a grid that do not run although the cluster lists them as running.

/**
 * Gives a function for the elements of the job of a submission that do not run, and that are listed as running.
 *
 * @param root the grid directory
 * @param queue what its cluster has just listed
 */
export function staleIn(root: string, queue: JobQueue): (job: number, submission: Submission) => StaleElements {
  const { patience } = readPace();
  return (job, { number }) =>
    queue.get(job)?.lines.some(({ state }) => state === "RUNNING")
      ? staleElements(queue, job, readElementTimes(root, number), { now: Date.now(), patience })
      : { left: [], unstarted: [] };
}
