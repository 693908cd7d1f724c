/** Runs launches on a Slurm cluster: submits them as job arrays, and follows them by their marks and by squeue. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { SlurmLimits } from "../../lib/slurm/plan_arrays.ts";
import type { Executor, Launch, RunHandle } from "../executor/executor.ts";
import { watchRun } from "../executor/watched_run.ts";
import { inspectLaunch, voidLaunch } from "../grid/launches/launch_records.ts";
import { readMost, readStop, writeStop } from "../grid/launches/submissions.ts";
import type { HostIdentity } from "../system/place.ts";
import { cancelJobs } from "./commands/scancel.ts";
import type { SlurmEvent } from "./commands/slurm_event.ts";
import { countFailures } from "./count_failures.ts";
import { killLaunch, terminateLaunch } from "./follow/end_launch.ts";
import { addLine, followArray, type FollowedArray } from "./follow/followed_array.ts";
import { type FollowedLaunch, followLaunch } from "./follow/followed_launch.ts";
import { follow, type Follower, lookAtQueue, openArrays, readAllMarks, stoppedHow } from "./follow/follower.ts";
import { createLineIndex, type LineIndex } from "./follow/line_index.ts";
import type { SubmitContext } from "./submit_array.ts";
import { createSubmitter, type Submitter } from "./submitter.ts";
import { cancelArrays, takeBack, voidUnclaimed } from "./take_back.ts";
import { createUnstarted, type Unstarted } from "./unstarted.ts";

/** Options of an executor for a Slurm cluster. */
export interface SlurmOptions extends SubmitContext {
  readonly here: HostIdentity;
  readonly limits: SlurmLimits;
  /** How often squeue is run, at most: milliseconds from one answer to the next question. */
  readonly poll: number;
  /** How long the records of an element that is gone are waited for, in milliseconds. */
  readonly patience: number;
  /** Tells what happens to submissions. */
  tell(event: SlurmEvent): void;
}

/** An executor for a Slurm cluster. */
export interface SlurmExecutor extends Executor {
  /** Waits until everything is submitted, and what was adopted has been looked at. */
  settled(): Promise<void>;
  /** Whether sbatch refused what was to be submitted first, so that nothing of it is queued. */
  isRefused(): boolean;
  /** The number of launches that wait to be submitted, as the cluster takes no more jobs now. */
  unsubmitted(): number;
  /** Whether `grid:stop` cancels what it follows. */
  isCancelled(): boolean;
}

/** The state of an executor. */
interface Cluster {
  readonly options: SlurmOptions;
  readonly follower: Follower;
  readonly submitter: Submitter;
  readonly index: LineIndex;
  readonly closing: AbortController;
  readonly unstarted: Unstarted;
  /** Whether launches were adopted that have not been looked at. */
  hasAdopted: boolean;
  /** Whether it has been told that nothing more is started. */
  hasStopped: boolean;
  /** Whether sbatch refused what was submitted first. */
  isRefused: boolean;
}

/** Creates an executor for a Slurm cluster. */
export function createSlurmExecutor(options: SlurmOptions): SlurmExecutor {
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

function createCluster(options: SlurmOptions): Cluster {
  const { root, journal, poll, patience, tell } = options;
  const arrays = new Map<number, FollowedArray>();
  const unstarted = createUnstarted(root, tell);
  const closing = new AbortController();
  const submitter = createSubmitter({
    ...options,
    exclude: unstarted.blindNodes,
    newestJob: () => openArrays({ arrays }).findLast(({ job }) => job !== undefined)?.job,
    submitted: (array, launches, error) => noteSubmitted(cluster, array, launches, error),
    full(message, left) {
      tell({ type: "full", message, left });
      follow(follower);
    },
    async refused(refusal, before) {
      cluster.isRefused ||= refusal.isFirst;
      await cancelArrays(follower.context, before, refusal);
    },
  });
  const follower: Follower = {
    context: {
      root,
      patience,
      control: {
        terminate: (followed, note) => terminateLaunch(follower, followed, note),
        kill: (followed) => killLaunch(follower, followed),
      },
    },
    goneContext: {
      root,
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
function watchRecords({ root, here }: SlurmOptions, { dir, stage, number }: Launch): RunHandle {
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
  const { submitter, follower, options: { root } } = cluster;
  cluster.hasStopped = true;
  const takeAllBack = () => submitter.takeBack().forEach(({ end }) => end({ kind: "void" }));
  takeAllBack();
  await submitter.idle();
  takeAllBack();
  const arrays = openArrays(follower);
  for (const { submission } of arrays) writeStop(root, submission);
  await cancelJobs(arrays.flatMap(({ job }) => job ?? []), "waiting");
  for (const array of openArrays(follower)) voidUnclaimed(root, array, { kind: "void" });
}

// An element has stopped the submission, as too many runs have failed.
function giveUp(cluster: Cluster, array: FollowedArray): void {
  if (cluster.hasStopped) return;
  cluster.hasStopped = true;
  cluster.options.tell({ type: "gave_up", failed: countFailures(cluster.options.root, array.submission) });
  for (const { end } of cluster.submitter.takeBack()) end({ kind: "void", cancelled: true });
}
