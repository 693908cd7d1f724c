/** A job array and its launches, as its marks and the queue of the cluster show them. */
import { join } from "@std/path";
import { createElementTimes, type ElementTimes, noteMark } from "../../../lib/cluster/stale_elements.ts";
import { outcomeOfExitCode, type Told } from "../../../lib/run/outcome.ts";
import { type Exit, parseExit } from "../../../lib/store/launch_format.ts";
import { launchPaths, submissionPaths, trainLog } from "../../../lib/store/layout.ts";
import {
  type ArrayStop,
  compareMarks,
  type LaunchMark,
  parseElementMark,
  parseLaunchMark,
} from "../../../lib/store/submission_format.ts";
import type { Beginning, Launch, LaunchEnd, RunHandle } from "../../executor/executor.ts";
import {
  claimObstacle,
  hasEarlyStop,
  listSubmissions,
  readSubmittedLaunches,
} from "../../grid/launches/submissions.ts";
import { namesIn, readPlainText } from "../../system/files.ts";

/** A job array whose launches are followed. */
export interface FollowedArray {
  readonly submission: number;
  /** The unique name of the job. */
  readonly name: string;
  /** The id of the job; `undefined` until it is known. */
  job: number | undefined;
  /** Whether the queue has listed it. */
  wasListed: boolean;
  /** Whether an element takes one line or more. */
  readonly isPacked: boolean;
  /** Why it was stopped before it was followed. */
  readonly stoppedBefore: ArrayStop | undefined;
  /** Launches that have not ended, by line. */
  readonly lines: Map<number, FollowedLaunch>;
  /** All marks of launches that were read, by line. */
  readonly marks: Map<number, LaunchMark[]>;
  readonly times: ElementTimes;
  /** Elements that have ended although the queue listed them as running. */
  stale: ReadonlySet<number>;
  /** Elements that the queue lists as running, and that have started nothing for minutes. */
  unstarted: ReadonlySet<number>;
  readonly names: Set<string>;
  /** How often elements were released that the cluster held. */
  readonly released: Map<string, number>;
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
    released: new Map(),
  };
}

/** The surroundings of followed launches. */
export interface FollowContext {
  /** The grid directory, absolute. */
  readonly root: string;
  /** How long records, and the cluster itself, may be late, in milliseconds: other machines' files appear late. */
  readonly patience: number;
  readonly control: LaunchControl;
  /** The name of an element in the batch system: `812345_17`. */
  elementName(job: number, task: number): string;
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
    const job = array.job === undefined ? {} : { job: context.elementName(array.job, mark.task) };
    return begin(array, followed, { time: mark.time, host: mark.host, ...job });
  }
  if (followed.stopped !== undefined) return;
  if (mark.code !== undefined) begin(array, followed, { time: mark.time });
  const end = endOfMark(context.root, followed, mark);
  if (end.kind === "ended" && mark.goesOn) goOn(context, array, mark.line, end, mark.launch + 1);
  else if (end.kind === "ended" && end.told === "stop" && !isStoppedByUs(context, array, followed)) {
    followed.stopped = end;
  } else finish(array, mark.line, end);
}

// Then its element is not started again for it.
function isStoppedByUs({ root }: FollowContext, { submission }: FollowedArray, followed: FollowedLaunch): boolean {
  return followed.isTold || hasEarlyStop(root, submission, followed.line!);
}

// Its element was requeued before it could record the end: the cluster ended it.
const RESTARTED: LaunchEnded = { kind: "ended", outcome: { kind: "lost" }, endedBeforeSignal: false, told: "stop" };

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
  end: LaunchEnded,
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

// Finds the lines of launches in the lists of job arrays.

/** The place of a launch. */
export interface Line {
  /** The number of the job array. */
  readonly submission: number;
  /** From 0. */
  readonly line: number;
  /** The highest launch number with which its element may go on. */
  readonly last: number;
}

/** Looks up lines. */
export interface LineIndex {
  /** The newest line with which a launch can have been started; elements use later numbers when they run it again. */
  find(launch: Pick<Launch, "stage" | "dir" | "number">): Line | undefined;
}

/**
 * Creates an index of all lists. They are read when a launch is not found in those that were read before.
 *
 * @param root the grid directory
 */
export function createLineIndex(root: string): LineIndex {
  const lines = new Map<string, (Line & { readonly number: number })[]>();
  let last = 0;

  function readNew(): void {
    for (const submission of listSubmissions(root).filter((number) => number > last)) {
      for (
        const [line, { stage, dir, number, last: highest = Infinity }] of readSubmittedLaunches(root, submission)
          .entries()
      ) {
        const key = `${stage}/${dir}`;
        const known = lines.get(key);
        if (known === undefined) lines.set(key, [{ submission, line, last: highest, number }]);
        else known.push({ submission, line, last: highest, number });
      }
      last = submission;
    }
  }

  function findRead({ stage, dir, number }: Pick<Launch, "stage" | "dir" | "number">): Line | undefined {
    return lines.get(`${stage}/${dir}`)?.findLast((known) => known.number <= number && number <= known.last);
  }

  return {
    find(launch) {
      const found = findRead(launch);
      if (found !== undefined) return found;
      readNew();
      return findRead(launch);
    },
  };
}

// A launch of a job array as its scheduler sees it: in the queue, started, ended, or run again by its element.

/** How a run ended. */
export type LaunchEnded = Extract<LaunchEnd, { kind: "ended" }>;

/** A launch that was handed over. */
export interface FollowedLaunch {
  readonly launch: Launch;
  /** The number of its job array, and its line there; absent until it is submitted. */
  submission?: number;
  line?: number;
  /** Set once it has started. */
  beginning?: Beginning;
  /** The index of the element in which it runs. */
  task?: number;
  /** The highest launch number with which its element may go on. */
  readonly last: number;
  /** This process has told it to end. */
  isTold: boolean;
  /** It was told so as it is stopped early: its element records a stop if that ended it. */
  isOut?: true;
  /** It had ended before it was told to. */
  hadEnded?: true;
  /** Called when it has started, if it was told to end before that was known. */
  whenBegun?: () => void;
  /** It was ended by a stop that is not of this process: its element may be requeued. */
  stopped?: LaunchEnded;
  /** Since when its element is not listed any more: milliseconds of `steadyNow()`. */
  goneSince?: number;
  readonly begin: (beginning: Beginning) => void;
  readonly end: (end: LaunchEnd) => void;
  readonly handle: RunHandle;
}

/** What a handle does to its launch. */
export interface LaunchControl {
  terminate(followed: FollowedLaunch, note: () => void, why?: Told): void;
  kill(followed: FollowedLaunch): void;
}

/**
 * A launch that has not started, as far as is known.
 *
 * @param last the highest launch number with which its element may go on
 */
export function followLaunch(launch: Launch, control: LaunchControl, last = Infinity): FollowedLaunch {
  const began = Promise.withResolvers<Beginning>();
  const ended = Promise.withResolvers<LaunchEnd>();
  const followed: FollowedLaunch = {
    launch,
    last,
    isTold: false,
    begin: began.resolve,
    end: ended.resolve,
    handle: {
      began: began.promise,
      ended: ended.promise,
      terminate: (note, why) => control.terminate(followed, note, why),
      kill: () => control.kill(followed),
    },
  };
  return followed;
}

/** The launch with which an element continues. */
function nextLaunch(launch: Launch, number: number): Launch {
  return { ...launch, number, ...(launch.stage === "train" && { log: trainLog(number) }) };
}

/**
 * How a run ended. Its exit record decides; the mark, if that cannot be read.
 *
 * @param root the grid directory, absolute
 */
function endOfMark(
  root: string,
  followed: FollowedLaunch,
  mark: Extract<LaunchMark, { kind: "end" }>,
): LaunchEnd {
  const { launch } = followed;
  if (mark.code === undefined) return unclaimedEnd(root, launch);
  const exit = readExit(root, launch) ?? { code: mark.code, told: mark.told };
  return {
    kind: "ended",
    outcome: outcomeOfExitCode(exit.code),
    endedBeforeSignal: endedBefore(followed, exit.told),
    time: mark.time,
    ...(exit.told !== undefined && { told: exit.told }),
  };
}

/** Whether a launch ended before the signal that was sent to it. @param told why its element ended it, by its records */
export function endedBefore({ hadEnded, isOut }: FollowedLaunch, told: Told | undefined): boolean {
  return hadEnded ?? (isOut === true && told === undefined);
}

// Its element could not claim it. What is in the way in its own directory concerns no other run.
function unclaimedEnd(root: string, { dir, log }: Launch): LaunchEnd {
  const path = join(root, dir);
  const reason = claimObstacle(path, log);
  if (reason === undefined) return { kind: "refused", error: new Error(`cannot write to ${path} on its node`) };
  return { kind: "ended", outcome: { kind: "unstarted", reason }, endedBeforeSignal: false };
}

/** The exit record of a launch; `undefined` as long as there is none. */
export function readExit(root: string, { dir, stage, number }: Launch): Extract<Exit, { kind: "code" }> | undefined {
  try {
    const exit = parseExit(readPlainText(launchPaths(join(root, dir), stage, number).exit) ?? "");
    return exit?.kind === "code" ? exit : undefined;
  } catch {
    return undefined;
  }
}
