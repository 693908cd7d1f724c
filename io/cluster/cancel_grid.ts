/** Cancels the jobs of a grid, whoever submitted them, and waits until they are gone. */
import { delay } from "@std/async/delay";
import { jobsWithNames } from "../../lib/cluster/job_queue.ts";
import type { Submissions } from "../../lib/run/journal_record.ts";
import { submissionPaths } from "../../lib/store/layout.ts";
import { readStop, writeStop } from "../grid/launches/submissions.ts";
import { steadyNow } from "../system/clock.ts";
import { statIfExists } from "../system/files.ts";
import { systemOfGrid } from "./batch_systems.ts";

/** A grid directory with job arrays. */
export interface CancelRequest {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly submissions: Submissions;
  /** `waiting`: runs that have started go on to their end; nothing else starts. */
  readonly which: "all" | "waiting";
}

/**
 * Cancels the jobs of a grid. Elements that are submitted late start nothing.
 *
 * @returns the ids of its jobs in the queue
 * @throws {Deno.errors.TimedOut} if the cluster does not answer
 */
export async function cancelGridJobs({ root, submissions, which }: CancelRequest): Promise<number[]> {
  for (const { number } of submissions.values()) {
    if (statIfExists(submissionPaths(root, number).dir) !== undefined) stopSubmission(root, number, which);
  }
  const jobs = await jobsOf(submissions);
  const answer = await systemOfGrid(submissions).cancelJobs(jobs, which);
  if (answer.kind !== "cancelled") {
    throw new Deno.errors.TimedOut(`cannot cancel the jobs of this grid: ${answer.message}`);
  }
  return jobs;
}

function stopSubmission(root: string, number: number, which: CancelRequest["which"]): void {
  // Draining does not revoke a stop.
  if (which === "waiting" && readStop(root, number)?.reason === "stop") return;
  writeStop(root, number, which === "all" ? "stop" : "drain");
}

// The first looks are quick, as most jobs end soon; later ones are as rare as those of a scheduler.
const PAUSES_MS = [300, 700, 1_000, 1_000, 2_000, 5_000];

/**
 * Waits until the queue lists no job of a grid.
 *
 * @param seconds the longest time to wait
 * @returns the ids of the jobs that it still lists
 * @throws {Deno.errors.TimedOut} if the cluster does not answer
 */
export async function untilGone(submissions: Submissions, seconds: number): Promise<number[]> {
  const end = steadyNow() + seconds * 1_000;
  for (let look = 0;; look++) {
    const jobs = await jobsOf(submissions);
    if (jobs.length === 0 || steadyNow() >= end) return jobs;
    await delay(Math.min(PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)]!, Math.max(0, end - steadyNow())));
  }
}

async function jobsOf(submissions: Submissions): Promise<number[]> {
  const answer = await systemOfGrid(submissions).askQueue();
  if (answer.kind !== "answered") {
    throw new Deno.errors.TimedOut(`the jobs of this grid cannot be looked up: ${answer.message}`);
  }
  return jobsWithNames(answer.queue, Array.from(submissions.values(), ({ name }) => name));
}
