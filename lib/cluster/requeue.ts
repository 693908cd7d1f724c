/**
 * Finds runs whose elements wait in the queue of the cluster again, after a preemption or the loss of a node, and those whose elements
 * have left it without a start.
 */
import type { RunRecord, Submission, Submissions } from "../run/journal_record.ts";
import { endRecord, launchDetails } from "../run/make_records.ts";
import {
  isInterrupted,
  isSubmitted,
  isUnfinished,
  type LaunchInfo,
  type Run,
  type RunKey,
  runsOfStage,
  type RunTable,
  type Time,
} from "../run/run_state.ts";
import { STAGES } from "../run/stage.ts";
import { parseElementName } from "./dialect.ts";
import { countElements, entryOf, isWaiting, type JobQueue, jobsNamed } from "./job_queue.ts";

/** A grid with job arrays. */
export interface SubmittedRuns {
  readonly runs: RunTable;
  readonly submissions: Submissions;
}

/** Whether only the queue of the cluster tells what becomes of some runs: they are in its hands, or may be run again by it. */
export function dependsOnQueue({ runs, submissions }: SubmittedRuns): boolean {
  if (submissions.size === 0) return false;
  return STAGES.some((stage) =>
    [...runs[stage].values()].some((run) => isUnfinished(run) ? isSubmitted(run) : mayBeRequeued(run))
  );
}

/**
 * The records of runs that wait again: they run under the next launch number once their elements start.
 *
 * @param queue what the queue has listed
 * @param time of the records
 */
export function requeuedRuns({ runs, submissions }: SubmittedRuns, queue: JobQueue, time: Time): RunRecord[] {
  const found: RunRecord[] = [];
  for (const stage of STAGES) {
    for (const [key, run] of runsOfStage(runs, stage)) {
      const hasJustStarted = run.state.kind === "running" && isNewer(run.newest, time);
      if (!mayBeRequeued(run) || hasJustStarted || !waits(run, submissions, queue)) continue;
      found.push(...requeueRecords(key, run, time));
    }
  }
  return found;
}

// What the queue listed may be this old: an element may have been submitted, or started, since.
const ANSWER_AGE_MS = 10_000;

function isNewer(launch: LaunchInfo | undefined, time: Time): boolean {
  return launch !== undefined && time - launch.started < ANSWER_AGE_MS;
}

// A run that its node could not end any more has no exit record, and counts as running.
function mayBeRequeued(run: Run): boolean {
  const { queued, newest, state, reserved, lastLaunch } = run;
  const mayGoOn = reserved === undefined || lastLaunch < reserved;
  return queued === undefined && newest?.job !== undefined && mayGoOn &&
    (isInterrupted(run) || state.kind === "running");
}

function waits({ newest }: Run, submissions: Submissions, queue: JobQueue): boolean {
  const element = parseElementName(newest!.job!);
  if (element === undefined) return false;
  const { job, task } = element;
  const entry = entryOf(queue, job, task);
  if (entry === "gone" || !isWaiting(entry)) return false;
  // After a crash of its controller, the cluster may have given the id to another job.
  const { name } = submissions.get(newest!.submission ?? 0) ?? {};
  return name === undefined || queue.get(job)!.lines.some((line) => line.name === name);
}

function requeueRecords(key: RunKey, run: Run, time: Time): RunRecord[] {
  const launch = run.lastLaunch;
  const ended = run.state.kind === "running"
    ? [endRecord({ ...key, launch }, { outcome: { kind: "lost" }, told: "stop", time, hasDir: false })]
    : [];
  const next = { launch: launch + 1, attempt: run.attempts + 1 };
  return [...ended, { type: "queue", time, ...key, ...next, ...launchDetails(run) }];
}

/** The place of a run in a job array. */
export interface ArrayLine {
  readonly submission: Submission;
  /** The line of its list, from 0. */
  readonly line: number;
  /** Whether any element may take any line, and not only its own. */
  readonly isPacked: boolean;
}

/**
 * The records of runs that were submitted and whose elements are gone, for example cancelled: nothing starts them any more.
 *
 * @param runs with all starts that were marked until after the queue was listed
 * @param lineOf where a run was submitted last; `undefined` if that is not known, or the queue does not list these jobs
 * @param time of the records
 */
export function unqueuedRuns(
  runs: RunTable,
  queue: JobQueue,
  lineOf: (key: RunKey) => ArrayLine | undefined,
  time: Time,
): RunRecord[] {
  return STAGES.flatMap((stage) =>
    [...runsOfStage(runs, stage)].flatMap(([key, { queued }]): RunRecord[] => {
      if (queued === undefined || isNewer(queued, time)) return [];
      const place = lineOf(key);
      if (place === undefined || mayStart(place, queue)) return [];
      return [{ type: "void", time, ...key, launch: queued.number }];
    })
  );
}

function mayStart({ submission, line, isPacked }: ArrayLine, queue: JobQueue): boolean {
  const job = submission.job ?? jobsNamed(queue, submission.name)[0];
  // The submission may not have been answered yet.
  if (job === undefined) return true;
  if (!isPacked) return entryOf(queue, job, line) !== "gone";
  return countElements(queue, [job]).some(({ running, pending }) => running + pending > 0);
}
