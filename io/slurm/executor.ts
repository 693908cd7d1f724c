/** Runs launches on a Slurm cluster: submits them as job arrays, and follows them by their marks and by squeue. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { SlurmLimits } from "../../lib/slurm/plan_arrays.ts";
import { submissionPaths } from "../../lib/store/layout.ts";
import type { Executor, Launch, RunHandle } from "../executor/executor.ts";
import { watchRun } from "../executor/watched_run.ts";
import { inspectLaunch, voidLaunch } from "../grid/launch_records.ts";
import { readMost } from "../grid/submissions.ts";
import { steadyNow } from "../system/clock.ts";
import type { HostIdentity } from "../system/place.ts";
import { applyQueue } from "./apply_queue.ts";
import { runClient } from "./client.ts";
import {
  addLine,
  countFailures,
  finish,
  followArray,
  type FollowContext,
  type FollowedArray,
  readNewMarks,
} from "./followed_array.ts";
import { type FollowedLaunch, followLaunch, readExit } from "./followed_launch.ts";
import { createLineIndex } from "./line_index.ts";
import { type GoneContext, resolveGone } from "./resolve_gone.ts";
import { cancelJobs } from "./scancel.ts";
import { askQueue } from "./squeue.ts";
import type { SubmitContext } from "./submit_array.ts";
import { createSubmitter } from "./submitter.ts";

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

/** What happens to submissions. */
export type SlurmEvent =
  | { readonly type: "submitted"; readonly job: number; readonly launches: number }
  /** The cluster takes no more jobs now: this number of launches waits to be submitted. */
  | { readonly type: "full"; readonly message: string; readonly left: number }
  /** The controller does not answer, or answers again. */
  | { readonly type: "silent"; readonly message: string }
  | { readonly type: "answered" }
  /** An element has stopped the submission, as too many runs have failed. */
  | { readonly type: "gave_up"; readonly failed: number }
  /** A node does not see the grid directory. What is submitted from now on avoids it. */
  | { readonly type: "blind"; readonly node: string; readonly dir: string };

/** An executor for a Slurm cluster. */
export interface SlurmExecutor extends Executor {
  /** Waits until everything is submitted, and what was adopted has been looked at. */
  settled(): Promise<void>;
  /** The number of launches that wait to be submitted, as the cluster takes no more jobs now. */
  unsubmitted(): number;
}

// How often the marks are read, at most, between two looks at the queue.
const LOOKS = 5;
// Looking takes at most this part of the time.
const LOOK_SHARE = 20;
// How often a run is submitted again whose elements do not start it.
const MAX_REPEATS = 3;

/** Creates an executor for a Slurm cluster. */
export function createSlurmExecutor(options: SlurmOptions): SlurmExecutor {
  const { root } = options;
  const arrays = new Map<number, FollowedArray>();
  const closing = new AbortController();
  const context: FollowContext = { root, control: { terminate, kill } };
  let following: Promise<void> | undefined;
  let adopted = false;
  let queueAsked = -Infinity;
  let isSilent = false;
  // Whether it has been told that nothing more is started.
  let hasStopped = false;
  const index = createLineIndex(root);

  const blindNodes = new Set<string>();
  const submitter = createSubmitter({
    ...options,
    exclude: blindNodes,
    newestJob: () => openArrays().findLast(({ job }) => job !== undefined)?.job,
    submitted: noteSubmitted,
    full(message, left) {
      options.tell({ type: "full", message, left });
      follow();
    },
  });
  // How often in a row a run was not started, by directory.
  const repeated = new Map<string, number>();
  const goneContext: GoneContext = {
    ...{ root, here: options.here, patience: options.patience, signal: closing.signal },
    gaveUp(array) {
      if (hasStopped) return;
      hasStopped = true;
      options.tell({ type: "gave_up", failed: countFailures(array) });
      for (const { end } of submitter.takeBack()) end({ kind: "void", cancelled: true });
    },
    blind(node) {
      if (blindNodes.has(node)) return;
      blindNodes.add(node);
      options.tell({ type: "blind", node, dir: root });
    },
    mayRepeat({ marks }, { launch: { stage, dir } }) {
      // A packed array may have run out of time before it came to this launch.
      if (marks.size > 0) return true;
      const times = (repeated.get(`${stage}/${dir}`) ?? 0) + 1;
      repeated.set(`${stage}/${dir}`, times);
      return times <= MAX_REPEATS;
    },
  };

  function start(launch: Launch): RunHandle {
    const followed = followLaunch(launch, context.control, launch.cluster?.last);
    followed.handle.began!.then(() => repeated.delete(`${launch.stage}/${launch.dir}`));
    submitter.add(followed);
    return followed.handle;
  }

  function noteSubmitted(array: FollowedArray, launches: readonly FollowedLaunch[], error?: Error): void {
    arrays.set(array.submission, array);
    launches.forEach((followed, line) => addLine(context, array, line, followed));
    if (error !== undefined) takeBack(array, error);
    else options.tell({ type: "submitted", job: array.job!, launches: launches.length });
    follow();
  }

  // The job may have been queued although sbatch got no answer. What is claimed as void never starts.
  function takeBack(array: FollowedArray, error: Error): void {
    Deno.writeTextFileSync(submissionPaths(root, array.submission).stop, "");
    for (const [line, { launch }] of array.lines) {
      if (voidLaunch(join(root, launch.dir), launch.stage, launch.number)) {
        finish(array, line, { kind: "refused", error });
      }
    }
  }

  function follow(): void {
    following ??= followAll().finally(() => following = undefined);
  }

  async function followAll(): Promise<void> {
    while (!closing.signal.aborted && (submitter.unsubmitted() > 0 || openArrays().length > 0)) {
      const begun = steadyNow();
      for (const array of openArrays()) readNewMarks(context, array);
      const took = steadyNow() - begun;
      if (steadyNow() - queueAsked >= options.poll) {
        await lookAtQueue();
        await submitter.retry();
      }
      await delay(Math.max(options.poll / LOOKS, took * LOOK_SHARE), { signal: closing.signal }).catch(() => {});
    }
  }

  function openArrays(): FollowedArray[] {
    return [...arrays.values()].filter(({ lines }) => lines.size > 0);
  }

  async function lookAtQueue(): Promise<void> {
    queueAsked = steadyNow();
    // What is submitted in the meantime may be missing in the answer.
    const asked = openArrays();
    const answer = await askQueue(closing.signal);
    if (closing.signal.aborted) return;
    if (answer.kind !== "answered") {
      if (!isSilent) options.tell({ type: "silent", message: answer.message });
      isSilent = true;
      return;
    }
    if (isSilent) options.tell({ type: "answered" });
    isSilent = false;
    for (const array of asked) {
      const { submission } = array;
      const gone = applyQueue(context, array, answer.queue, (job) => {
        options.journal.record({ type: "submitted", time: Date.now(), submission, job });
      });
      if (gone.length === 0) continue;
      // What has ended before squeue answered has its mark by now.
      readNewMarks(context, array);
      await resolveGone(goneContext, array, gone);
    }
  }

  function adopt(launch: Launch): RunHandle {
    const place = index.find(launch);
    const known = place && options.journal.submissions.get(place.submission);
    if (place === undefined || known === undefined) return watchRecords(launch);
    const followed = followLaunch(launch, context.control, place.last);
    adopted = true;
    let array = arrays.get(place.submission);
    if (array === undefined) {
      const isPacked = readMost(root, place.submission) > 1;
      array = followArray({ submission: place.submission, name: known.name, job: known.job, isPacked });
      arrays.set(place.submission, array);
    }
    addLine(context, array, place.line, followed);
    follow();
    return followed.handle;
  }

  // It was never submitted, or its list is gone: then only its records can tell.
  function watchRecords({ dir, stage, number }: Launch): RunHandle {
    const path = join(root, dir);
    return watchRun({
      inspect: () => inspectLaunch(path, stage, number, options.here),
      claimVoid: () => voidLaunch(path, stage, number),
      terminate() {},
      kill: () => false,
    });
  }

  function terminate(followed: FollowedLaunch, note: () => void): void {
    const before = arrayOf(followed);
    if (before === undefined || followed.isTold) return;
    // Unless the records show that it still runs.
    followed.hadEnded = true;
    readNewMarks(context, before);
    const array = arrayOf(followed);
    if (array === undefined || followed.isTold || readExit(root, followed.launch) !== undefined) return;
    delete followed.hadEnded;
    if (followed.task === undefined) followed.whenBegun = () => terminate(followed, note);
    else {
      note();
      followed.isTold = true;
      void runClient(["scancel", `${array.job}_${followed.task}`], { timeout: 30_000 });
    }
  }

  // The slot looks for this file once it has got SIGTERM.
  function kill(followed: FollowedLaunch): void {
    const array = arrayOf(followed);
    if (array === undefined) return;
    const line = [...array.lines].find(([, item]) => item === followed)![0];
    Deno.writeTextFileSync(join(submissionPaths(root, array.submission).dir, `kill.${line}`), "");
    terminate(followed, () => {});
  }

  function arrayOf(followed: FollowedLaunch): FollowedArray | undefined {
    return openArrays().find(({ lines }) => [...lines.values()].includes(followed));
  }

  async function withdraw(): Promise<void> {
    hasStopped = true;
    const takeAllBack = () => submitter.takeBack().forEach(({ end }) => end({ kind: "void" }));
    takeAllBack();
    await submitter.idle();
    takeAllBack();
    for (const { submission } of openArrays()) Deno.writeTextFileSync(submissionPaths(root, submission).stop, "");
    await cancelJobs(openArrays().flatMap(({ job }) => job ?? []), "waiting");
    for (const array of openArrays()) {
      for (const [line, { beginning, launch }] of array.lines) {
        if (beginning !== undefined) continue;
        if (voidLaunch(join(root, launch.dir), launch.stage, launch.number)) finish(array, line, { kind: "void" });
      }
    }
  }

  return {
    start,
    adopt,
    withdraw,
    async settled() {
      do {
        await delay(1);
        await submitter.idle();
        if (adopted) {
          adopted = false;
          for (const array of openArrays()) readNewMarks(context, array);
          await lookAtQueue();
        }
      } while (submitter.isGathering());
    },
    unsubmitted: submitter.unsubmitted,
    clear: () => Promise.resolve(),
    hurry() {},
    async close() {
      closing.abort();
      await submitter.idle();
      await following;
      return [];
    },
  };
}
