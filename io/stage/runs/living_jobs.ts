/** Looks for runs of a grid in the queue of Slurm, before a scheduler starts. */
import { plural } from "../../../lib/messages/text/counted.ts";
import type { JournalRecord } from "../../../lib/run/records/journal_record.ts";
import { launchDetails } from "../../../lib/run/records/launch_details.ts";
import { isInterrupted, type Run } from "../../../lib/run/run_state.ts";
import { type RunKey, runsOfStage } from "../../../lib/run/run_table.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { entryOf, type JobQueue, jobsNamed } from "../../../lib/slurm/job_queue.ts";
import { LockedError } from "../../grid/lock/lock_errors.ts";
import type { HeldSession } from "../../grid/session.ts";
import { askQueue, type QueueAnswer } from "../../slurm/commands/squeue.ts";
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
 * @returns whether the queue is known: then none of them lives
 * @throws {LockedError} names the jobs
 */
export async function refuseLivingJobs(grid: SubmittedGrid, runs: readonly Submitted[]): Promise<boolean> {
  if (runs.length === 0) return true;
  const answer = await askQueue();
  if (answer.kind !== "answered") return false;
  const jobs = livingJobs(grid, runs, answer.queue);
  if (jobs.length === 0) return true;
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

/**
 * Finds runs that were stopped, and whose elements are in the queue again: they were requeued, and run again under the next launch
 * number.
 *
 * @returns the records that are missing in the journal
 */
export async function findRequeued({ runs }: Pick<HeldSession, "runs">, stage: Stage): Promise<JournalRecord[]> {
  const stopped = [...runsOfStage(runs, stage)].filter(([, run]) => isStopped(run));
  if (stopped.length === 0) return [];
  const answer = await askQueue();
  return stopped.flatMap(([key, run]) => isListed(answer, run) ? [queueRecord(key, run)] : []);
}

function isStopped(run: Run): boolean {
  const mayGoOn = run.reserved === undefined || run.lastLaunch < run.reserved;
  return run.queued === undefined && isInterrupted(run) && run.newest?.job !== undefined && mayGoOn;
}

function isListed(answer: QueueAnswer, { newest }: Run): boolean {
  const [, job, task] = /^(\d+)_(\d+)$/.exec(newest!.job!) ?? [];
  return answer.kind === "answered" && entryOf(answer.queue, Number(job), Number(task)) !== "gone";
}

function queueRecord(key: RunKey, run: Run): JournalRecord {
  const launch = { launch: run.lastLaunch + 1, attempt: run.attempts + 1 };
  return { type: "queue", time: Date.now(), ...key, ...launch, ...launchDetails(run) };
}
