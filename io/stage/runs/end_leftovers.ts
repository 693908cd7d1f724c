/** Kills processes of ended launches that a former scheduler could not kill any more. */
import { join } from "@std/path";
import { type JobQueue, jobsNamed } from "../../../lib/cluster/job_queue.ts";
import { printMark } from "../../../lib/launch/launch_context.ts";
import { plural } from "../../../lib/messages/text.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { runsOfStage, type RunTable } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { experimentDir, TEST_LOG } from "../../../lib/store/layout.ts";
import { systemOfGrid } from "../../cluster/batch_systems.ts";
import { createLineIndex } from "../../cluster/follow/followed_array.ts";
import type { Launch } from "../../executor/executor.ts";
import { endProcesses, launchesOf, markedLaunch } from "../../executor/sweeper.ts";
import { isOfCopy } from "../../grid/launches/launch_records.ts";
import { LockedError } from "../../grid/lock/lock_errors.ts";
import type { HeldSession } from "../../grid/session.ts";
import { appendsTo, outputsOf, readProcess, readStartClock } from "../../system/processes/processes.ts";

/** The last launch of an experiment in a stage. */
interface LastLaunch {
  readonly number: number;
  /** When its last run ended; `Infinity` if one runs, or that is not known. */
  readonly ended: number;
}

/**
 * Kills the processes of launches that have ended, by their marks, or as they write into the logs of those. Runs that may live
 * are spared, and so is what they have started: a grid that such a run runs is part of it.
 *
 * A process that has no mark and started after the launch ended is not part of it: the user may run its script by hand, and
 * append to its log.
 *
 * @param spared launches that may live
 * @returns the pids of processes that survived SIGKILL
 */
export async function endLeftovers(
  session: Pick<HeldSession, "root" | "key" | "plan" | "runs">,
  stage: Stage,
  spared: readonly Launch[],
): Promise<number[]> {
  const { root, key, plan, runs } = session;
  if (runs[stage].size === 0) return [];
  // Created when the first such process is found, as grids may have a hundred thousand experiments.
  let lastByDir: Map<string, LastLaunch> | undefined;
  const lastIn = (dir: string) => (lastByDir ??= lastLaunchesByDir(plan, runs, stage)).get(dir);
  const sparedMarks = new Set(spared.map((launch) => printMark(markedLaunch(key, launch))));
  const sparedLogs = new Set(spared.map(({ dir, log }) => join(root, dir, log)));
  const startOf = await readStartClock();
  const born = Deno.statSync(root).birthtime?.getTime() ?? 0;

  function isLog(path: string): LastLaunch | undefined {
    // A supervisor that is about to start a run has its log open, too.
    if (sparedLogs.has(path)) return undefined;
    const written = path.startsWith(`${root}/`) ? launchOfLog(path.slice(root.length + 1), stage) : undefined;
    const last = written && lastIn(written.dir);
    return last !== undefined && written!.number <= last.number ? last : undefined;
  }

  // What an orphan starts is one, too.
  function isOrphan(pid: number, path: string, { ended }: LastLaunch): boolean {
    for (let at = readProcess(pid); at !== undefined; at = readProcess(at.parent)) {
      if (startOf(at.start) <= ended) return true;
      if (!outputsOf(at.parent).includes(path)) return false;
    }
    return false;
  }

  function writesToEnded(pid: number): boolean {
    const isEnded = (path: string) => {
      const last = isLog(path);
      return last !== undefined && isOrphan(pid, path, last);
    };
    const process = readProcess(pid);
    // A look at all open files takes long, and what is older than the grid has none of its logs.
    return outputsOf(pid).some(isEnded) ||
      (process !== undefined && startOf(process.start) >= born && appendsTo(pid, isEnded));
  }

  return endProcesses((pid) => {
    const launches = launchesOf(pid);
    if (launches.some((launch) => sparedMarks.has(printMark(launch)))) return false;
    if (outputsOf(pid).some((log) => sparedLogs.has(log))) return false;
    const isMarked = launches.some((launch) =>
      launch.grid === key && launch.stage === stage && launch.number <= (lastIn(launch.dir)?.number ?? 0)
    );
    return isMarked ? !isOfCopy(pid, root) : writesToEnded(pid);
  });
}

function lastLaunchesByDir({ experiments }: Plan, runs: RunTable, stage: Stage): Map<string, LastLaunch> {
  const byId = new Map<string, LastLaunch>();
  for (const [{ id }, { lastLaunch, state }] of runsOfStage(runs, stage)) {
    const { number = 0, ended = 0 } = byId.get(id) ?? {};
    const end = state.kind === "ended" ? state.at : Infinity;
    byId.set(id, { number: Math.max(number, lastLaunch), ended: Math.max(ended, end) });
  }
  return new Map(experiments.flatMap((experiment) => {
    const last = byId.get(experiment.id);
    return last === undefined ? [] : [[experimentDir(experiment), last]];
  }));
}

// The launch whose log this is. The log of a test has no launch number: it belongs to a launch that was made.
function launchOfLog(path: string, stage: Stage): { readonly dir: string; readonly number: number } | undefined {
  const [dir = "", name = "", testLog, ...more] = path.split("/");
  if (stage === "test") {
    return more.length === 0 && testLog === TEST_LOG && name.startsWith("test_") ? { dir, number: 1 } : undefined;
  }
  const number = /^train\.(\d+)\.log$/.exec(name)?.[1];
  return testLog === undefined && number !== undefined ? { dir, number: Number(number) } : undefined;
}

// Refuses to run a grid on this machine while a cluster has jobs of it.

/** A grid with job arrays. */
type SubmittedGrid = Pick<HeldSession, "root" | "submissions">;

/** Launches that are in the hands of a cluster. */
interface Submitted {
  readonly launch: { readonly stage: Stage; readonly dir: string; readonly number: number };
}

/**
 * Refuses to run a grid here while elements of it are in the queue of a cluster.
 *
 * @param runs unfinished runs that are in the hands of a cluster
 * @param queue what squeue has listed
 * @throws {LockedError} names the jobs
 */
export function refuseLivingJobs(grid: SubmittedGrid, runs: readonly Submitted[], queue: JobQueue): void {
  const jobs = livingJobs(grid, runs, queue);
  if (jobs.length === 0) return;
  throw new LockedError(
    undefined,
    grid.root,
    `${plural(jobs.length, `${systemOfGrid(grid.submissions).dialect.title} job`)} ${jobs.join(", ")}`,
  );
}

function livingJobs({ root, submissions }: SubmittedGrid, runs: readonly Submitted[], queue: JobQueue): number[] {
  const index = createLineIndex(root);
  const numbers = new Set(runs.flatMap(({ launch }) => index.find(launch)?.submission ?? []));
  const jobs = [...numbers].flatMap((number) => {
    const { job, name } = submissions.get(number) ?? {};
    if (job !== undefined) return queue.has(job) ? [job] : [];
    return name === undefined ? [] : jobsNamed(queue, name);
  });
  return [...new Set(jobs)].sort((a, b) => a - b);
}
