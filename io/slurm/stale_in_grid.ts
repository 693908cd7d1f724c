/** Finds elements of a grid that do not run although Slurm lists them as running. */
import type { Submission } from "../../lib/run/journal_record.ts";
import type { JobQueue } from "../../lib/slurm/job_queue.ts";
import { type StaleElements, staleElements } from "../../lib/slurm/stale_elements.ts";
import { readElementTimes } from "../grid/launches/submissions.ts";
import { readPace } from "./commands/pace.ts";

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
