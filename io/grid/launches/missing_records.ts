/** Adds to the runs of a grid the starts and ends that their files show and the journal lacks. */
import { join } from "@std/path";
import type { JobQueue } from "../../../lib/cluster/job_queue.ts";
import { type ArrayLine, requeuedRuns, unqueuedRuns } from "../../../lib/cluster/requeue.ts";
import { type Plan, testNames } from "../../../lib/plan/plan.ts";
import type { RunRecord, StartRecord, Submission, Submissions } from "../../../lib/run/journal_record.ts";
import { copyRunTable, foldInto } from "../../../lib/run/journal_state.ts";
import { endRecord, launchDetails } from "../../../lib/run/make_records.ts";
import { type Outcome, outcomeOfExitCode } from "../../../lib/run/outcome.ts";
import {
  hasSucceeded,
  isUnfinished,
  lastLaunches,
  type Run,
  type RunKey,
  runOf,
  type RunTable,
  tableKey,
} from "../../../lib/run/run_state.ts";
import { type Stage, STAGES } from "../../../lib/run/stage.ts";
import { dialectOf } from "../../../lib/schedule/dialects.ts";
import { experimentDir, launchPaths, submissionPaths, trainLog } from "../../../lib/store/layout.ts";
import { compareMarks, type LaunchMark, type SubmittedLaunch } from "../../../lib/store/submission_format.ts";
import { lstatIfExists, namesIn, readPlainText } from "../../system/files.ts";
import { userId } from "../../system/permissions.ts";
import type { GridListing } from "./deleted_runs.ts";
import { claimObstacle, readMarks, readMost, readSubmittedLaunches } from "./submissions.ts";

/** A grid whose runs are completed. A scheduler writes the records to the journal; a reader keeps them in memory. */
export interface CompletedGrid {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly plan: Plan;
  /** Includes each record as soon as it is recorded. */
  readonly runs: RunTable;
  readonly submissions: Submissions;
  record(record: RunRecord): void;
}

/**
 * Records the starts and ends of both stages that the journal lacks: those that elements of job arrays have marked, and starts
 * whose lines were lost.
 */
export function recordMissing(grid: CompletedGrid, listing: GridListing): void {
  for (const stage of STAGES) {
    for (const record of findMarked(grid, stage)) grid.record(record);
    for (const record of findUnjournaled(listing, grid.plan, grid.runs, stage)) grid.record(record);
  }
}

/** Records which runs wait in the queue of the cluster again. */
export function recordRequeued(grid: CompletedGrid, queue: JobQueue): void {
  for (const record of requeuedRuns(grid, queue, Date.now())) grid.record(record);
}

/**
 * Records which runs will not start, because their elements have left the queue of the cluster. Only for commands that read a grid: a
 * scheduler claims such launches as void, which is safe even if an element still starts.
 *
 * @param queue what the queue has listed since the grid was opened
 */
export function recordUnqueued(grid: CompletedGrid, queue: JobQueue): void {
  if (!STAGES.some((stage) => [...grid.runs[stage].values()].some(({ queued }) => queued !== undefined))) return;
  const lines = linesOf(grid);
  const unqueued = () => unqueuedRuns(grid.runs, queue, (key) => lines[key.stage].get(tableKey(key)), Date.now());
  if (unqueued().length === 0) return;
  // Their elements may have started since the marks were read, and ended.
  for (const stage of STAGES) for (const record of findMarked(grid, stage)) grid.record(record);
  for (const record of unqueued()) grid.record(record);
}

function idsByDir({ experiments }: Plan): Map<string, string> {
  return new Map(experiments.map((experiment) => [experimentDir(experiment), experiment.id]));
}

// The element that was last submitted for each run, if this user submitted it: the queue lists only the user's own jobs.
function linesOf({ root, plan, submissions }: CompletedGrid): Readonly<Record<Stage, ReadonlyMap<string, ArrayLine>>> {
  const ids = idsByDir(plan);
  const lines = { train: new Map<string, ArrayLine>(), test: new Map<string, ArrayLine>() };
  // In the order of their numbers, as in the journal.
  for (const submission of submissions.values()) {
    if (lstatIfExists(submissionPaths(root, submission.number).list)?.uid !== userId()) continue;
    const isPacked = readMost(root, submission.number) > 1;
    readSubmittedLaunches(root, submission.number).forEach(({ stage, dir, test }, line) => {
      const id = ids.get(dir);
      if (id !== undefined) {
        lines[stage].set(tableKey({ id, ...(test !== undefined && { test }) }), { submission, line, isPacked });
      }
    });
  }
  return lines;
}

// Finds starts and ends of job arrays that are missing in the journal, because no scheduler follows them.

/** A grid with job arrays. */
export interface SubmittedGrid {
  /** The grid directory. */
  readonly root: string;
  readonly plan: Plan;
  readonly runs: RunTable;
  readonly submissions: Submissions;
}

/**
 * The records of starts and ends that the marks show and the journal lacks, in the order in which they have to be folded. Costs
 * one listing per job array, however many launches wait.
 */
export function findMarked({ root, plan, runs, submissions }: SubmittedGrid, stage: Stage): RunRecord[] {
  const open = [...submissions.values()].filter((submission) => submission.stage === stage);
  if (open.length === 0 || ![...runs[stage].values()].some(isUnfinished)) return [];
  const ids = idsByDir(plan);
  const after = copyRunTable(runs);
  const records: RunRecord[] = [];
  for (const submission of open) {
    const marks = readMarks(root, submission.number);
    if (marks.length === 0) continue;
    const launches = readSubmittedLaunches(root, submission.number);
    for (const mark of marks.sort(compareMarks)) {
      const launch = launches[mark.line];
      const id = launch && ids.get(launch.dir);
      if (launch === undefined || id === undefined) continue;
      const key = { stage, id, ...(launch.test !== undefined && { test: launch.test }) };
      for (const record of missingRecords(root, runOf(after, key), { key, submission, mark, launch })) {
        foldInto(after, record);
        records.push(record);
      }
    }
  }
  return records;
}

interface MarkedLaunch {
  readonly key: RunKey;
  readonly submission: Submission;
  readonly mark: LaunchMark;
  /** The first launch of the line. */
  readonly launch: SubmittedLaunch;
}

function missingRecords(root: string, run: Run, marked: MarkedLaunch): RunRecord[] {
  const { key, mark, launch } = marked;
  const isStarted = run.newest !== undefined && run.newest.number >= mark.launch;
  if (isStarted && run.newest!.number > mark.launch) return [];
  const start = isStarted ? [] : [startOf(run, marked)];
  if (mark.kind === "start") return start;
  if (isStarted && run.state.kind !== "running") return [];
  const path = join(root, launch.dir);
  const log = key.stage === "train" ? trainLog(mark.launch) : launch.log;
  const outcome: Outcome = mark.code === undefined
    ? { kind: "unstarted", reason: claimObstacle(path, log) ?? `cannot write to ${path} on its node` }
    : outcomeOfExitCode(mark.code);
  const ending = { outcome, time: mark.time, told: mark.told, hasDir: mark.code !== undefined };
  return [...start, endRecord({ ...key, launch: mark.launch }, ending)];
}

function startOf(run: Run, { key, submission, mark }: MarkedLaunch): RunRecord {
  return {
    type: "start",
    time: mark.time,
    ...key,
    launch: mark.launch,
    attempt: run.attempts + 1,
    submission: submission.number,
    ...launchDetails(run),
    ...(mark.kind === "start" && submission.job !== undefined && {
      job: dialectOf(submission.system ?? "slurm").elementName(submission.job, mark.task),
    }),
    ...(mark.kind === "start" && { host: mark.host }),
  };
}

/**
 * Finds launches by their claims if the last lines of the journal were lost in a power failure or on a full disk.
 *
 * @returns the missing records
 */
export function findUnjournaled(
  { root, names }: GridListing,
  plan: Plan,
  runs: RunTable,
  stage: Stage,
): StartRecord[] {
  const tests = testNames(plan, stage);
  const isKnown = (id: string) =>
    (stage === "test" && waitsForTraining(runOf(runs, { stage: "train", id }))) ||
    tests.every((test) => {
      const run = runOf(runs, { stage, id, ...(test !== undefined && { test }) });
      return isUnfinished(run) || hasSucceeded(run);
    });
  // Names of directories end with ids. Comparing ids is faster than making the names of all experiments, most of which may have
  // no directory.
  const ids = new Set(Array.from(names, (name) => name.slice(name.lastIndexOf("-") + 1)));
  const open = plan.experiments.filter((experiment) =>
    ids.has(experiment.id) && !isKnown(experiment.id) && names.has(experimentDir(experiment))
  );
  if (open.length === 0) return [];
  const journaled = lastLaunches(runs, stage);
  return open.flatMap((experiment) => {
    const { id } = experiment;
    const dir = join(root, experimentDir(experiment));
    const records = new Map<string, StartRecord>();
    for (const launch of claimedLaunches(dir, stage).filter((number) => number > (journaled.get(id) ?? 0))) {
      const script = readScript(launchPaths(dir, stage, launch).script);
      const subject = stage === "test" ? readSubject(script) : {};
      const started = readStart(script);
      const time = timeOf(launchPaths(dir, stage, launch).claim);
      const { attempts } = runOf(runs, { stage, id, ...subject });
      // Of several launches of a test, only the last one is recorded.
      const record = { type: "start", time, stage, id, ...subject, launch, attempt: attempts + 1, ...started } as const;
      records.set(tableKey(record), record);
    }
    return [...records.values()];
  });
}

// Its first training is in the queue of a cluster, so nothing of it can have been tested.
function waitsForTraining({ queued, newest }: Run): boolean {
  return queued !== undefined && newest === undefined;
}

function readScript(path: string): string {
  try {
    return readPlainText(path) ?? "";
  } catch {
    return "";
  }
}

// A run may have put anything in place of its claim: a link is not followed, as it may lead nowhere.
function timeOf(claim: string): number {
  return lstatIfExists(claim)?.mtime?.getTime() ?? Date.now();
}

// In ascending order.
function claimedLaunches(dir: string, stage: Stage): number[] {
  // A run may have deleted its directory, or made it unreadable.
  return namesIn(dir).flatMap((name) => {
    const match = /^(train|test)\.(\d+)\.pid$/.exec(name);
    return match?.[1] === stage ? [Number(match[2])] : [];
  }).sort((a, b) => a - b);
}

// What a launch was started with, from its script.
function readStart(script: string): Pick<StartRecord, "launched_with" | "seed"> {
  const hash = /^# launched_with: (\w+)$/m.exec(script)?.[1];
  const seed = /^ *GRID_SEED=(\d+)/m.exec(script)?.[1];
  return { ...(hash !== undefined && { launched_with: hash }), ...(seed !== undefined && { seed: Number(seed) }) };
}

// The name and the directory of the test of a launch, from its script.
function readSubject(text: string): Pick<StartRecord, "test" | "test_dir"> {
  const test = /^ *GRID_TEST_NAME=([\w.-]+)/m.exec(text)?.[1];
  const dir = /^ *GRID_TEST_DIR=.*\/(test_[\w.-]+)/m.exec(text)?.[1];
  return { ...(test !== undefined && { test }), ...(dir !== undefined && { test_dir: dir }) };
}
