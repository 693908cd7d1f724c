/** Refuses to run a grid on this machine while a cluster has jobs of it. */
import { plural } from "../../../lib/messages/text.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { type JobQueue, jobsNamed } from "../../../lib/slurm/job_queue.ts";
import { LockedError } from "../../grid/lock/lock_errors.ts";
import type { HeldSession } from "../../grid/session.ts";
import { createLineIndex } from "../../slurm/follow/line_index.ts";

/** A grid with job arrays. */
type SubmittedGrid = Pick<HeldSession, "root" | "submissions">;

/** Launches that are in the hands of a cluster. */
interface Submitted {
  readonly launch: { readonly stage: Stage; readonly dir: string; readonly number: number };
}

/**
 * Refuses to run a grid here while elements of it are in the queue of a cluster.
 *
 * @param runs unfinished runs that are in the hands of a cluster
 * @param queue what squeue has listed
 * @throws {LockedError} names the jobs
 */
export function refuseLivingJobs(grid: SubmittedGrid, runs: readonly Submitted[], queue: JobQueue): void {
  const jobs = livingJobs(grid, runs, queue);
  if (jobs.length === 0) return;
  throw new LockedError(undefined, grid.root, `${plural(jobs.length, "Slurm job")} ${jobs.join(", ")}`);
}

function livingJobs({ root, submissions }: SubmittedGrid, runs: readonly Submitted[], queue: JobQueue): number[] {
  const index = createLineIndex(root);
  const numbers = new Set(runs.flatMap(({ launch }) => index.find(launch)?.submission ?? []));
  const jobs = [...numbers].flatMap((number) => {
    const { job, name } = submissions.get(number) ?? {};
    if (job !== undefined) return queue.has(job) ? [job] : [];
    return name === undefined ? [] : jobsNamed(queue, name);
  });
  return [...new Set(jobs)].sort((a, b) => a - b);
}
