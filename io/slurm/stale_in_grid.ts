/** Finds elements of a grid that Slurm lists as running although they have ended. */
import type { Submission } from "../../lib/run/submission.ts";
import type { JobQueue } from "../../lib/slurm/job_queue.ts";
import { staleElements } from "../../lib/slurm/stale_elements.ts";
import { readElementTimes } from "../grid/submissions.ts";
import { readPace } from "./pace.ts";

/**
 * Gives a function for the elements of the job of a submission that have ended, and that are listed as running.
 *
 * @param root the grid directory
 * @param queue what squeue has just listed
 */
export function staleIn(root: string, queue: JobQueue): (job: number, submission: Submission) => number[] {
  const { patience } = readPace();
  return (job, { number }) =>
    queue.get(job)?.lines.some(({ state }) => state === "RUNNING")
      ? staleElements(queue, job, readElementTimes(root, number), { now: Date.now(), patience })
      : [];
}
