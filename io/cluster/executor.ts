/** Runs launches on a cluster: submits them as job arrays, and follows them by their marks and by its queue. */
import { delay } from "@std/async/delay";
import { join, relative } from "@std/path";
import type { ClusterLimits } from "../../lib/cluster/plan_arrays.ts";
import { submissionPaths } from "../../lib/store/layout.ts";
import type { Executor, Launch, LaunchEnd, RunHandle } from "../executor/executor.ts";
import { watchRun } from "../executor/watched_run.ts";
import { inspectLaunch, voidLaunch } from "../grid/launches/launch_records.ts";
import { readMarks, readMost, readStop, submissionsWith, writeStop } from "../grid/launches/submissions.ts";
import type { HostIdentity } from "../system/place.ts";
import type { ClusterEvent } from "./follow/cluster_event.ts";
import { killLaunch, terminateLaunch } from "./follow/end_launch.ts";
import {
  addLine,
  createLineIndex,
  finish,
  followArray,
  type FollowContext,
  type FollowedArray,
  type FollowedLaunch,
  followLaunch,
  type LineIndex,
  readNewMarks,
} from "./follow/followed_array.ts";
import { follow, type Follower, lookAtQueue, openArrays, readAllMarks, stoppedHow } from "./follow/follower.ts";
import type { SubmitContext } from "./submit_array.ts";
import { createSubmitter, type Submitter } from "./submitter.ts";

/** Options of an executor for a cluster. */
export interface ClusterOptions extends SubmitContext {
  readonly here: HostIdentity;
  readonly limits: ClusterLimits;
  /** How often the queue is asked for, at most: milliseconds from one answer to the next question. */
  readonly poll: number;
  /** How long the records of an element that is gone are waited for, in milliseconds. */
  readonly patience: number;
  /** Tells what happens to submissions. */
  tell(event: ClusterEvent): void;
}

/** An executor for a cluster. */
export interface ClusterExecutor extends Executor {
  /** Waits until everything is submitted, and what was adopted has been looked at. */
  settled(): Promise<void>;
  /** Whether the cluster refused what was to be submitted first, so that nothing of it is queued. */
  isRefused(): boolean;
  /** The number of launches that wait to be submitted, as the cluster takes no more jobs now. */
  unsubmitted(): number;
  /** Whether `grid:stop` cancels what it follows. */
  isCancelled(): boolean;
}

/** The state of an executor. */
interface Cluster {
  readonly options: ClusterOptions;
  readonly follower: Follower;
  readonly submitter: Submitter;
  readonly index: LineIndex;
  readonly closing: AbortController;
  readonly unstarted: Unstarted;
  /** Whether launches were adopted that have not been looked at. */
  hasAdopted: boolean;
  /** Whether it has been told that nothing more is started. */
  hasStopped: boolean;
  /** Whether the cluster refused what was submitted first. */
  isRefused: boolean;
}

/** Creates an executor for a cluster. */
export function createClusterExecutor(options: ClusterOptions): ClusterExecutor {
  const cluster = createCluster(options);
  const { submitter, follower, closing } = cluster;
  return {
    start: (launch) => start(cluster, launch),
    adopt: (launch) => adopt(cluster, launch),
    withdraw: () => withdraw(cluster),
    async settled() {
      do {
        await delay(1);
        await submitter.idle();
        if (cluster.hasAdopted) {
          cluster.hasAdopted = false;
          readAllMarks(follower);
          await lookAtQueue(follower);
        }
      } while (submitter.isGathering());
    },
    isRefused: () => cluster.isRefused,
    unsubmitted: submitter.unsubmitted,
    isCancelled: () => openArrays(follower).some((array) => stoppedHow(follower, array) === "stop"),
    clear: () => Promise.resolve(),
    hurry() {},
    async close() {
      closing.abort();
      await submitter.idle();
      await follower.following;
      return [];
    },
  };
}

function createCluster(options: ClusterOptions): Cluster {
  const { root, system, journal, poll, patience, tell } = options;
  const arrays = new Map<number, FollowedArray>();
  const unstarted = createUnstarted(root, tell);
  const closing = new AbortController();
  const submitter = createSubmitter({
    ...options,
    exclude: unstarted.blindNodes,
    newestJob: () => openArrays({ arrays }).findLast(({ job }) => job !== undefined)?.job,
    submitted: (array, launches, error) => noteSubmitted(cluster, array, launches, error),
    full(message, left) {
      tell({ type: "full", system: system.dialect.name, message, left });
      follow(follower);
    },
    async refused(refusal, before) {
      cluster.isRefused ||= refusal.isFirst;
      await cancelArrays(options, follower.context, before, refusal);
    },
  });
  const follower: Follower = {
    system,
    context: {
      root,
      patience,
      elementName: (job, task) => system.dialect.elementName(job, task),
      control: {
        terminate: (followed, note, why) => terminateLaunch(follower, followed, note, why),
        kill: (followed) => killLaunch(follower, followed),
      },
    },
    goneContext: {
      root,
      system,
      here: options.here,
      patience,
      signal: closing.signal,
      gaveUp: (array) => giveUp(cluster, array),
      blind: unstarted.noteBlind,
      mayRepeat: (array, { launch }) => unstarted.mayRepeat(array, launch),
    },
    submitter,
    journal,
    poll,
    arrays,
    cancelled: new Set(),
    tell,
    closing: closing.signal,
    queueAsked: -Infinity,
    isSilent: false,
    following: undefined,
  };
  const cluster: Cluster = {
    options,
    follower,
    submitter,
    closing,
    unstarted,
    index: createLineIndex(root),
    hasAdopted: false,
    hasStopped: false,
    isRefused: false,
  };
  return cluster;
}

function start({ follower, submitter, unstarted }: Cluster, launch: Launch): RunHandle {
  const followed = followLaunch(launch, follower.context.control, launch.cluster?.last);
  followed.handle.began!.then(() => unstarted.noteStarted(launch));
  submitter.add(followed);
  return followed.handle;
}

function adopt(cluster: Cluster, launch: Launch): RunHandle {
  const { options, follower, index } = cluster;
  const place = index.find(launch);
  const known = place && options.journal.submissions.get(place.submission);
  if (place === undefined || known === undefined) return watchRecords(options, launch);
  const { arrays, context } = follower;
  const followed = followLaunch(launch, context.control, place.last);
  cluster.hasAdopted = true;
  let array = arrays.get(place.submission);
  if (array === undefined) {
    const { submission } = place;
    array = followArray({
      submission,
      name: known.name,
      job: known.job,
      isPacked: readMost(options.root, submission) > 1,
      stoppedBefore: readStop(options.root, submission)?.reason,
    });
    arrays.set(submission, array);
  }
  addLine(context, array, place.line, followed);
  follow(follower);
  return followed.handle;
}

// It was never submitted, or its list is gone: then only its records can tell.
function watchRecords({ root, here }: ClusterOptions, { dir, stage, number }: Launch): RunHandle {
  const path = join(root, dir);
  return watchRun({
    inspect: () => inspectLaunch(path, stage, number, here),
    claimVoid: () => voidLaunch(path, stage, number),
    terminate() {},
    kill: () => false,
  });
}

function noteSubmitted(
  { options, follower }: Cluster,
  array: FollowedArray,
  launches: readonly FollowedLaunch[],
  error?: Error,
): void {
  follower.arrays.set(array.submission, array);
  launches.forEach((followed, line) => addLine(follower.context, array, line, followed));
  if (error !== undefined) takeBack(follower.context, array, error);
  else options.tell({ type: "submitted", job: array.job!, launches: launches.length });
  follow(follower);
}

async function withdraw(cluster: Cluster): Promise<void> {
  const { submitter, follower, options: { root, system } } = cluster;
  cluster.hasStopped = true;
  const takeAllBack = () => submitter.takeBack().forEach(({ end }) => end({ kind: "void" }));
  takeAllBack();
  await submitter.idle();
  takeAllBack();
  const arrays = openArrays(follower);
  for (const { submission } of arrays) writeStop(root, submission);
  await system.cancelJobs(arrays.flatMap(({ job }) => job ?? []), "waiting");
  for (const array of openArrays(follower)) voidUnclaimed(root, array, { kind: "void" });
}

// An element has stopped the submission, as too many runs have failed.
function giveUp(cluster: Cluster, array: FollowedArray): void {
  if (cluster.hasStopped) return;
  cluster.hasStopped = true;
  cluster.options.tell({ type: "gave_up", failed: countFailures(cluster.options.root, array.submission) });
  for (const { end } of cluster.submitter.takeBack()) end({ kind: "void", cancelled: true });
}

// Counts failures as elements do that nobody follows.

/**
 * The number of runs that failed or timed out, and were not run again: of a submission, and of all others of the same command.
 *
 * @param root the grid directory
 */
function countFailures(root: string, submission: number): number {
  return submissionsWith(root, submission).flatMap((number) => readMarks(root, number)).filter((mark) =>
    mark.kind === "end" && !mark.goesOn && mark.told !== "stop" && (mark.code !== 0 || mark.told === "timeout")
  ).length;
}

// Takes back job arrays: what is claimed as void never starts, even if its job is in the queue.

/** Ends the launches of an array that nobody has claimed. */
function voidUnclaimed(root: string, array: FollowedArray, end: LaunchEnd): void {
  for (const [line, { beginning, launch }] of array.lines) {
    if (beginning === undefined && voidLaunch(join(root, launch.dir), launch.stage, launch.number)) {
      finish(array, line, end);
    }
  }
}

/** Takes back an array whose job may have been queued although there was no answer. */
function takeBack({ root }: FollowContext, array: FollowedArray, error: Error): void {
  writeStop(root, array.submission);
  voidUnclaimed(root, array, { kind: "refused", error });
}

/**
 * Cancels arrays, with what runs of them: nothing of a submission runs if the cluster refuses a part of it.
 *
 * @param error the refusal, to whose message the result is added
 */
async function cancelArrays(
  { system }: Pick<ClusterOptions, "system">,
  context: FollowContext,
  arrays: readonly FollowedArray[],
  error: Error,
): Promise<void> {
  for (const { submission } of arrays) writeStop(context.root, submission);
  const jobs = arrays.flatMap(({ job }) => job ?? []);
  const answer = await system.cancelJobs(jobs, "all");
  if (answer.kind === "cancelled") error.message += "; nothing of this submission is queued";
  else {
    error.message += `; cancel ${jobs.length === 1 ? "job" : "jobs"} ${
      jobs.join(", ")
    } with ${system.dialect.cancel}: ${answer.message}`;
  }
  for (const array of arrays) {
    readNewMarks(context, array);
    voidUnclaimed(context.root, array, { kind: "refused", error });
  }
}

// Launches that their elements do not start: whether they are submitted again, and what is told of it, once each.

/** Remembers the launches that were not started. */
export interface Unstarted {
  /** Nodes that do not see the grid directory. New arrays exclude them. */
  readonly blindNodes: ReadonlySet<string>;
  /** Notes that a node does not see the grid directory. */
  noteBlind(node: string): void;
  /** Notes that the element of a launch has ended without starting it. Returns whether it is submitted again. */
  mayRepeat(array: FollowedArray, launch: Launch): boolean;
  /** Notes that a launch has started. */
  noteStarted(launch: Launch): void;
}

// How often in a row a run is submitted again whose elements do not start it.
const MAX_REPEATS = 3;

/**
 * Remembers nothing so far.
 *
 * @param root the grid directory, absolute
 */
function createUnstarted(root: string, tell: (event: ClusterEvent) => void): Unstarted {
  const blindNodes = new Set<string>();
  const fruitless = new Set<number>();
  const repeats = new Map<string, number>();
  return {
    blindNodes,
    noteBlind(node) {
      if (blindNodes.has(node)) return;
      blindNodes.add(node);
      tell({ type: "blind", node, dir: root });
    },
    mayRepeat({ submission, job, marks }, launch) {
      // A packed array may have run out of time before it came to this launch.
      if (marks.size > 0) return true;
      const times = (repeats.get(keyOf(launch)) ?? 0) + 1;
      repeats.set(keyOf(launch), times);
      if (times <= MAX_REPEATS) return true;
      if (!fruitless.has(submission)) {
        fruitless.add(submission);
        tell({ type: "fruitless", job, output: relative(root, submissionPaths(root, submission).output) });
      }
      return false;
    },
    noteStarted: (launch) => void repeats.delete(keyOf(launch)),
  };
}

function keyOf({ stage, dir }: Launch): string {
  return `${stage}/${dir}`;
}
