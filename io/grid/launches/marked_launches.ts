/** Finds starts and ends of job arrays that are missing in the journal, because no scheduler follows them. */
import { join } from "@std/path";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { RunRecord, Submission, Submissions } from "../../../lib/run/journal_record.ts";
import { copyRunTable, foldInto } from "../../../lib/run/journal_state.ts";
import { endRecord, launchDetails } from "../../../lib/run/make_records.ts";
import { type Outcome, outcomeOfExitCode } from "../../../lib/run/outcome.ts";
import { isUnfinished, type Run, type RunKey, runOf, type RunTable } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { experimentDir, trainLog } from "../../../lib/store/layout.ts";
import { compareMarks, type LaunchMark, type SubmittedLaunch } from "../../../lib/store/submission_format.ts";
import { claimObstacle } from "./claim_obstacle.ts";
import { readMarks, readSubmittedLaunches } from "./submissions.ts";

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
  const ids = new Map(plan.experiments.map((experiment) => [experimentDir(experiment), experiment.id]));
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
    ...(mark.kind === "start" && submission.job !== undefined && { job: `${submission.job}_${mark.task}` }),
    ...(mark.kind === "start" && { host: mark.host }),
  };
}
