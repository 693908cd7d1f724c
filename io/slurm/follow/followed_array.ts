/** A job array and its launches, as its marks and the queue of Slurm show them. */
import { createElementTimes, type ElementTimes, noteMark } from "../../../lib/slurm/stale_elements.ts";
import { submissionPaths } from "../../../lib/store/layout.ts";
import {
  compareMarks,
  type LaunchMark,
  parseElementMark,
  parseLaunchMark,
  type StopReason,
} from "../../../lib/store/submission_format.ts";
import type { LaunchEnd } from "../../executor/executor.ts";
import { namesIn } from "../../system/files.ts";
import {
  endOfMark,
  type FollowedLaunch,
  followLaunch,
  type LaunchControl,
  nextLaunch,
  type RunEnd,
} from "./followed_launch.ts";

/** A job array whose launches are followed. */
export interface FollowedArray {
  readonly submission: number;
  /** The unique name of the job. */
  readonly name: string;
  /** The id of the job; `undefined` until it is known. */
  job: number | undefined;
  /** Whether squeue has listed it. */
  wasListed: boolean;
  /** Whether an element takes one line or more. */
  readonly isPacked: boolean;
  /** Why it was stopped before it was followed. */
  readonly stoppedBefore: StopReason | undefined;
  /** Launches that have not ended, by line. */
  readonly lines: Map<number, FollowedLaunch>;
  /** All marks of launches that were read, by line. */
  readonly marks: Map<number, LaunchMark[]>;
  readonly times: ElementTimes;
  /** Elements that have ended although squeue listed them as running. */
  stale: ReadonlySet<number>;
  /** Elements that squeue lists as running, and that have started nothing for minutes. */
  unstarted: ReadonlySet<number>;
  readonly names: Set<string>;
}

/** An array of which nothing was read yet. */
export function followArray(
  known: Pick<FollowedArray, "submission" | "name" | "job" | "isPacked" | "stoppedBefore">,
): FollowedArray {
  return {
    ...known,
    wasListed: false,
    lines: new Map(),
    marks: new Map(),
    names: new Set(),
    times: createElementTimes(),
    stale: new Set(),
    unstarted: new Set(),
  };
}

/** The surroundings of followed launches. */
export interface FollowContext {
  /** The grid directory, absolute. */
  readonly root: string;
  /** How long records, and Slurm itself, may be late, in milliseconds: other machines' files appear late. */
  readonly patience: number;
  readonly control: LaunchControl;
}

/** Follows a launch of an array, from what the marks show so far. */
export function addLine(context: FollowContext, array: FollowedArray, line: number, followed: FollowedLaunch): void {
  place(array, line, followed);
  for (const mark of array.marks.get(line) ?? []) applyMark(context, array, mark);
}

function place(array: FollowedArray, line: number, followed: FollowedLaunch): void {
  array.lines.set(line, followed);
  followed.submission = array.submission;
  followed.line = line;
}

/** Reads the marks of an array that were made since the last look. */
export function readNewMarks(context: FollowContext, array: FollowedArray): void {
  const fresh = namesIn(submissionPaths(context.root, array.submission).marks).flatMap((name) => {
    if (array.names.has(name)) return [];
    array.names.add(name);
    const mark = parseElementMark(name);
    if (mark !== undefined) noteMark(array.times, mark);
    return parseLaunchMark(name) ?? [];
  });
  for (const mark of fresh.sort(compareMarks)) {
    const marks = array.marks.get(mark.line);
    if (marks === undefined) array.marks.set(mark.line, [mark]);
    else marks.push(mark);
    applyMark(context, array, mark);
  }
}

function applyMark(context: FollowContext, array: FollowedArray, mark: LaunchMark): void {
  let followed = array.lines.get(mark.line);
  if (followed === undefined || mark.launch < followed.launch.number) return;
  if (mark.launch > followed.launch.number) {
    followed = goOn(context, array, mark.line, followed.stopped ?? RESTARTED, mark.launch);
  }
  if (mark.kind === "start") {
    followed.task = mark.task;
    const job = array.job === undefined ? {} : { job: `${array.job}_${mark.task}` };
    return begin(array, followed, { time: mark.time, host: mark.host, ...job });
  }
  if (followed.stopped !== undefined) return;
  if (mark.code !== undefined) begin(array, followed, { time: mark.time });
  const end = endOfMark(context.root, followed, mark);
  if (end.kind === "ended" && mark.goesOn) goOn(context, array, mark.line, end, mark.launch + 1);
  else if (end.kind === "ended" && end.told === "stop" && !followed.isTold) followed.stopped = end;
  else finish(array, mark.line, end);
}

// Its element was requeued before it could record the end: the cluster ended it.
const RESTARTED: RunEnd = { kind: "ended", outcome: { kind: "lost" }, endedBeforeSignal: false, told: "stop" };

/** The launch has started, unless that is known. */
export function begin(
  array: FollowedArray,
  followed: FollowedLaunch,
  beginning: Omit<NonNullable<FollowedLaunch["beginning"]>, "submission">,
): void {
  if (followed.beginning !== undefined) return;
  followed.beginning = { ...beginning, submission: array.submission };
  followed.begin(followed.beginning);
  followed.whenBegun?.();
}

/** The launch has ended, and its element runs it again under another number. */
export function goOn(
  { control }: FollowContext,
  array: FollowedArray,
  line: number,
  end: RunEnd,
  number: number,
): FollowedLaunch {
  const followed = array.lines.get(line)!;
  begin(array, followed, { time: Date.now() });
  const next = followLaunch(nextLaunch(followed.launch, number), control, followed.last);
  place(array, line, next);
  followed.end({ ...end, next: { launch: next.launch, handle: next.handle } });
  return next;
}

/** The launch has ended, or never starts. */
export function finish(array: FollowedArray, line: number, end: LaunchEnd): void {
  array.lines.get(line)?.end(end);
  array.lines.delete(line);
}
