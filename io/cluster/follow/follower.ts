/** Follows job arrays: reads their marks, and asks the batch system about what the marks do not show. */
import { delay } from "@std/async/delay";
import type { BatchSystem } from "../../../lib/cluster/batch_system.ts";
import { countElements, entryOf, heldElements, type JobQueue, jobsNamed } from "../../../lib/cluster/job_queue.ts";
import { staleElements } from "../../../lib/cluster/stale_elements.ts";
import { readStop } from "../../grid/launches/submissions.ts";
import type { HeldSession } from "../../grid/session.ts";
import { steadyNow } from "../../system/clock.ts";
import type { Submitter } from "../submitter.ts";
import type { ClusterEvent } from "./cluster_event.ts";
import { type FollowContext, type FollowedArray, goOn, readNewMarks } from "./followed_array.ts";
import { type GoneContext, resolveGone } from "./resolve_gone.ts";

/** What is followed, and what is known about the cluster. */
export interface Follower {
  readonly system: BatchSystem;
  readonly context: FollowContext;
  readonly goneContext: GoneContext;
  readonly submitter: Pick<Submitter, "unsubmitted" | "retry">;
  readonly journal: Pick<HeldSession, "record">;
  /** How often the queue is asked for, at most: milliseconds from one answer to the next question. */
  readonly poll: number;
  /** By the number of the submission. */
  readonly arrays: Map<number, FollowedArray>;
  /** Elements that are about to be cancelled. */
  readonly cancelled: Set<string>;
  /** Ends following. */
  readonly closing: AbortSignal;
  /** Called when the cluster does not answer any more, or answers again, and about what the queue and the arrays show. */
  tell(
    event: Extract<ClusterEvent, { type: "silent" | "answered" | "stopped" | "stale" | "unstarted" | "released" }>,
  ): void;
  /** When the queue was asked for last: milliseconds of `steadyNow()`. */
  queueAsked: number;
  isSilent: boolean;
  /** Resolves when nothing is left to follow; `undefined` if nothing is followed. */
  following: Promise<void> | undefined;
}

/** How often the marks are read, at most, between two looks at the queue. */
export const LOOKS = 5;
// Looking takes at most this part of the time.
const LOOK_SHARE = 20;

/** Follows until all arrays have ended and everything is submitted. */
export function follow(follower: Follower): void {
  follower.following ??= followAll(follower).finally(() => follower.following = undefined);
}

async function followAll(follower: Follower): Promise<void> {
  const { submitter, poll, closing } = follower;
  while (!closing.aborted && (submitter.unsubmitted() > 0 || openArrays(follower).length > 0)) {
    const begun = steadyNow();
    readAllMarks(follower);
    const took = steadyNow() - begun;
    if (steadyNow() - follower.queueAsked >= poll) {
      await lookAtQueue(follower);
      await submitter.retry();
    }
    await delay(Math.max(poll / LOOKS, took * LOOK_SHARE), { signal: closing }).catch(() => {});
  }
}

/** The arrays with launches that have not ended. */
export function openArrays({ arrays }: Pick<Follower, "arrays">): FollowedArray[] {
  return [...arrays.values()].filter(({ lines }) => lines.size > 0);
}

/** Reads the marks that were made since the last look. */
export function readAllMarks(follower: Follower): void {
  for (const array of openArrays(follower)) readNewMarks(follower.context, array);
}

/** Asks for the queue, and decides about launches whose elements it does not list, and about elements that do not run. */
export async function lookAtQueue(follower: Follower): Promise<void> {
  const { system, closing } = follower;
  follower.queueAsked = steadyNow();
  // What is submitted in the meantime may be missing in the answer.
  const asked = [...follower.arrays.values()];
  // No signal reaches this process if grid:stop runs on another login node.
  const stops = openArrays(follower).flatMap((array) => stoppedHow(follower, array) ?? []);
  if (stops.length > 0) follower.tell({ type: "stopped", how: stops.includes("stop") ? "stop" : "drain" });
  const answer = await system.askQueue(closing);
  if (closing.aborted) return;
  const isSilent = answer.kind !== "answered";
  if (isSilent !== follower.isSilent) {
    const { name } = system.dialect;
    follower.tell(
      isSilent ? { type: "silent", system: name, message: answer.message } : { type: "answered", system: name },
    );
    follower.isSilent = isSilent;
  }
  if (answer.kind !== "answered") return;
  for (const array of asked) await lookAtArray(follower, array, answer.queue);
}

async function lookAtArray(follower: Follower, array: FollowedArray, queue: JobQueue): Promise<void> {
  const { system, context, goneContext, journal, tell } = follower;
  const { submission, stale, unstarted } = array;
  if (array.lines.size === 0) {
    // All of its launches have ended. If its elements are listed all the same, they may have left by now.
    if (array.job === undefined || !queue.has(array.job)) return;
    readNewMarks(context, array);
  }
  const gone = applyQueue(context, array, queue, (job) => {
    journal.record({ type: "submitted", time: Date.now(), submission, job });
  });
  if (gone.length > 0) {
    // What has ended before the answer has its mark by now.
    readNewMarks(context, array);
    await resolveGone(goneContext, array, gone);
  }
  const slow = newElements(follower, array, array.unstarted, unstarted);
  if (slow.length > 0) tell({ type: "unstarted", system: system.dialect.name, elements: slow });
  await cancelStale(follower, newElements(follower, array, array.stale, stale));
  await releaseHeld(follower, array, queue);
}

// How often an element is released whose start keeps failing.
const MAX_RELEASES = 3;

// A node that was lost, or the controller with it, makes a start fail. Without anybody there, the element would wait for good.
async function releaseHeld(
  { system, tell }: Follower,
  { job, released }: FollowedArray,
  queue: JobQueue,
): Promise<void> {
  if (job === undefined) return;
  const { dialect } = system;
  const elements = heldElements(queue, job).map(([first, last]) => dialect.elementName(job, first, last))
    .filter((element) => (released.get(element) ?? 0) < MAX_RELEASES);
  if (elements.length === 0 || !await system.releaseJobs(elements)) return;
  for (const element of elements) released.set(element, (released.get(element) ?? 0) + 1);
  tell({ type: "released", system: dialect.name, elements });
}

/** How `grid:stop` has stopped an array since it is followed; `undefined` if it has not. */
export function stoppedHow({ context }: Pick<Follower, "context">, array: FollowedArray): "stop" | "drain" | undefined {
  const reason = readStop(context.root, array.submission)?.reason;
  return reason === array.stoppedBefore || reason === "max_failures" ? undefined : reason;
}

// They hold resources, and what waits for the end of the job would not start.
async function cancelStale({ system, tell }: Follower, elements: readonly string[]): Promise<void> {
  if (elements.length === 0) return;
  tell({ type: "stale", system: system.dialect.name, elements });
  await system.cancelJobs(elements, "all");
}

function newElements(
  { system }: Follower,
  { job }: FollowedArray,
  now: ReadonlySet<number>,
  before: ReadonlySet<number>,
): string[] {
  return [...now].filter((task) => !before.has(task)).map((task) => system.dialect.elementName(job!, task));
}

// Compares a job array with what the queue lists.

/**
 * Applies an answer to an array: finds its job if its id is not known, and continues stopped runs whose elements are
 * queued again.
 *
 * @param queue what the queue listed after the array was submitted
 * @param found called with the id of the job, if it was not known
 * @returns the lines whose elements are not listed
 */
export function applyQueue(
  context: FollowContext,
  array: FollowedArray,
  queue: JobQueue,
  found: (job: number) => void,
): number[] {
  if (array.job === undefined) {
    const [job] = jobsNamed(queue, array.name);
    if (job !== undefined) found(array.job = job);
  }
  const { job } = array;
  if (job === undefined || !queue.has(job)) return [...array.lines.keys()];
  array.wasListed = true;
  const { left, unstarted } = staleElements(queue, job, array.times, { now: Date.now(), patience: context.patience });
  array.unstarted = new Set(unstarted);
  // Until they are requeued.
  const cancelled = [...array.stale].filter((task) => entryOf(queue, job, task) === "gone");
  array.stale = new Set([...cancelled, ...left]);
  // Any element of a packed array may take a line that nobody has started.
  const hasLiving = countElements(queue, [job]).some(({ running, pending }) => left.length < running + pending);
  return [...array.lines].flatMap(([line, followed]) => {
    const task = followed.task ?? (array.isPacked ? undefined : line);
    const sight = task === undefined ? (hasLiving ? "listed" : "gone") : entryOf(queue, job, task);
    if (sight === "gone" || (task !== undefined && array.stale.has(task))) return [line];
    delete followed.goneSince;
    const next = followed.launch.number + 1;
    const isRequeued = sight !== "listed" && sight.state === "PENDING" && next <= followed.last;
    if (followed.stopped !== undefined && isRequeued) goOn(context, array, line, followed.stopped, next);
    return [];
  });
}
