/** Completes what is known of a grid's runs by what their files show: the journal may lack starts and ends. */
import type { Plan } from "../../../lib/plan/plan.ts";
import type { RunRecord } from "../../../lib/run/records/journal_record.ts";
import type { Submissions } from "../../../lib/run/records/submission.ts";
import type { RunTable } from "../../../lib/run/run_table.ts";
import { STAGES } from "../../../lib/run/stage.ts";
import type { JobQueue } from "../../../lib/slurm/job_queue.ts";
import { requeuedRuns } from "../../../lib/slurm/requeue.ts";
import type { GridListing } from "./deleted_runs.ts";
import { findMarked } from "./marked_launches.ts";
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
