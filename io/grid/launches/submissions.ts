/** Reads the job arrays of a grid directory: their lists of launches, and their marks. */
import { join } from "@std/path";
import { createElementTimes, type ElementTimes, noteMark } from "../../../lib/cluster/stale_elements.ts";
import type { Submission, Submissions } from "../../../lib/run/journal_record.ts";
import { submissionPaths, SUBMISSIONS } from "../../../lib/store/layout.ts";
import {
  type ArrayStop,
  type LaunchMark,
  parseElementMark,
  parseFirst,
  parseLaunchMark,
  parseList,
  parseMost,
  parseStop,
  printStop,
  type SubmittedLaunch,
} from "../../../lib/store/submission_format.ts";
import { lstatIfExists, namesIn, readPlainText, statIfExists } from "../../system/files.ts";

/** The numbers of all submissions of a grid directory, in ascending order. */
export function listSubmissions(root: string): number[] {
  const numbers = [...namesIn(join(root, SUBMISSIONS))].filter((name) => /^[1-9]\d{0,8}$/.test(name)).map(Number);
  return numbers.sort((a, b) => a - b);
}

/** The launches of a submission by line; an empty list if it was not completely written. */
export function readSubmittedLaunches(root: string, submission: number): SubmittedLaunch[] {
  return parseList(readPlainText(submissionPaths(root, submission).list) ?? "");
}

/** The marks of a submission, in any order. */
export function readMarks(root: string, submission: number): LaunchMark[] {
  return [...namesIn(submissionPaths(root, submission).marks)].flatMap((name) => parseLaunchMark(name) ?? []);
}

/** What the marks of a submission show about its elements. */
export function readElementTimes(root: string, submission: number): ElementTimes {
  const times = createElementTimes();
  for (const name of namesIn(submissionPaths(root, submission).marks)) {
    const mark = parseElementMark(name);
    if (mark !== undefined) noteMark(times, mark);
  }
  return times;
}

/** The maximum number of launches of an element of a submission. */
export function readMost(root: string, submission: number): number {
  return parseMost(readPlainText(submissionPaths(root, submission).options) ?? "");
}

/** All submissions of the command that made this one: their failures are counted together. */
export function submissionsWith(root: string, submission: number): number[] {
  const firstOf = (number: number) => parseFirst(readPlainText(submissionPaths(root, number).options) ?? "");
  const first = firstOf(submission);
  return first === undefined ? [submission] : listSubmissions(root).filter((number) => firstOf(number) === first);
}

/** Whether a submission starts nothing more, and why; `undefined` if it was not stopped. */
export function readStop(root: string, submission: number): { readonly reason: ArrayStop | undefined } | undefined {
  const text = readPlainText(submissionPaths(root, submission).stop);
  return text === undefined ? undefined : { reason: parseStop(text) };
}

/** Makes sure that a submission starts nothing more. Without a new reason, an earlier one stays. */
export function writeStop(root: string, submission: number, reason?: ArrayStop): void {
  if (reason === undefined && readStop(root, submission) !== undefined) return;
  Deno.writeTextFileSync(submissionPaths(root, submission).stop, printStop(reason));
}

/** Tells the element that runs a line of a submission that its training is stopped early. It is not run again. */
export function writeEarlyStop(root: string, submission: number, line: number): void {
  Deno.writeTextFileSync(earlyStopPath(root, submission, line), "");
}

/** Whether an element was told so, perhaps by an earlier scheduler. */
export function hasEarlyStop(root: string, submission: number, line: number): boolean {
  return statIfExists(earlyStopPath(root, submission, line)) !== undefined;
}

function earlyStopPath(root: string, submission: number, line: number): string {
  return join(submissionPaths(root, submission).dir, `early.${line}`);
}

/** The controller of a grid that may still be in the queue: it has not left the record of its end. */
export function openController(root: string, submissions: Submissions): Submission | undefined {
  const last = [...submissions.values()].findLast(({ controller }) => controller);
  if (last === undefined) return undefined;
  const { dir, stop } = submissionPaths(root, last.number);
  const isOver = statIfExists(dir) === undefined || [stop, join(dir, "done")].some((path) => statIfExists(path));
  return isOver ? undefined : last;
}

/**
 * Finds out why an element of a job array could not claim a launch: because of something in the directory of the experiment
 * itself, so that other runs are not affected.
 *
 * @param dir the experiment's directory, absolute
 * @param log the log of the launch, relative to it
 * @returns `undefined` if nothing is wrong there: the disk of the node may be full
 */
export function claimObstacle(dir: string, log: string): string | undefined {
  if (lstatIfExists(dir) === undefined) return "its directory was deleted while it was in the queue";
  return lstatIfExists(join(dir, log))?.isFile === false ? `${log} is not a file` : undefined;
}
