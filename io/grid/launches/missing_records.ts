/** Completes what is known of a grid's runs by what their files show: the journal may lack starts and ends. */
import type { Plan } from "../../../lib/plan/plan.ts";
import type { RunRecord, Submissions } from "../../../lib/run/journal_record.ts";
import { type RunTable, tableKey } from "../../../lib/run/run_state.ts";
import { type Stage, STAGES } from "../../../lib/run/stage.ts";
import type { JobQueue } from "../../../lib/slurm/job_queue.ts";
import { type ArrayLine, requeuedRuns, unqueuedRuns } from "../../../lib/slurm/requeue.ts";
import { experimentDir, submissionPaths } from "../../../lib/store/layout.ts";
import { lstatIfExists } from "../../system/files.ts";
import { userId } from "../../system/permissions.ts";
import type { GridListing } from "./deleted_runs.ts";
import { findMarked } from "./marked_launches.ts";
import { readMost, readSubmittedLaunches } from "./submissions.ts";
import { findUnjournaled } from "./unjournaled.ts";

/** A grid whose runs are completed. A scheduler writes the records to the journal; a reader keeps them in memory. */
export interface CompletedGrid {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly plan: Plan;
  /** Has each record at once. */
  readonly runs: RunTable;
  readonly submissions: Submissions;
  record(record: RunRecord): void;
}

/**
 * Adds the starts and ends of both stages that the journal lacks: those that elements of job arrays have marked, and starts whose
 * lines were lost.
 */
export function recordMissing(grid: CompletedGrid, listing: GridListing): void {
  for (const stage of STAGES) {
    for (const record of findMarked(grid, stage)) grid.record(record);
    for (const record of findUnjournaled(listing, grid.plan, grid.runs, stage)) grid.record(record);
  }
}

/** Adds that runs wait in the queue of Slurm again. */
export function recordRequeued(grid: CompletedGrid, queue: JobQueue): void {
  for (const record of requeuedRuns(grid, queue, Date.now())) grid.record(record);
}

/**
 * Adds that nothing starts runs any more whose elements have left the queue of Slurm without a start. For readers: a scheduler
 * claims such launches, which holds even if an element comes after all.
 *
 * @param queue what squeue has listed since the grid was opened
 */
export function recordUnqueued(grid: CompletedGrid, queue: JobQueue): void {
  const lines = linesOf(grid);
  const unqueued = () => unqueuedRuns(grid.runs, queue, (key) => lines[key.stage].get(tableKey(key)), Date.now());
  if (unqueued().length === 0) return;
  // Their elements may have started since the marks were read, and ended.
  for (const stage of STAGES) for (const record of findMarked(grid, stage)) grid.record(record);
  for (const record of unqueued()) grid.record(record);
}

// Where runs were submitted last by this user: squeue lists only the user's own jobs.
function linesOf({ root, plan, submissions }: CompletedGrid): Readonly<Record<Stage, ReadonlyMap<string, ArrayLine>>> {
  const ids = new Map(plan.experiments.map((experiment) => [experimentDir(experiment), experiment.id]));
  const lines = { train: new Map<string, ArrayLine>(), test: new Map<string, ArrayLine>() };
  for (const submission of [...submissions.values()].sort((a, b) => a.number - b.number)) {
    if (lstatIfExists(submissionPaths(root, submission.number).list)?.uid !== userId()) continue;
    const isPacked = readMost(root, submission.number) > 1;
    readSubmittedLaunches(root, submission.number).forEach(({ stage, dir, test }, line) => {
      const id = ids.get(dir);
      if (id !== undefined) {
        lines[stage].set(tableKey({ id, ...(test !== undefined && { test }) }), { submission, line, isPacked });
      }
    });
  }
  return lines;
}
