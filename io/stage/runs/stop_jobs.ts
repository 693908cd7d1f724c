/** Stops a grid that runs on Slurm: cancels its jobs, and records what has become of its runs. */
import { delay } from "@std/async/delay";
import { isOnCluster, isUnfinished, runOf, runsOfStage } from "../../../lib/run/run_state.ts";
import { STAGES } from "../../../lib/run/stage.ts";
import { gridPaths } from "../../../lib/store/layout.ts";
import { cancelGridJobs, untilGone } from "../../cluster/cancel_grid.ts";
import { lockState } from "../../grid/lock/lock.ts";
import { LockedError } from "../../grid/lock/lock_errors.ts";
import { type StopRequest, stopScheduler } from "../../grid/lock/stop_scheduler.ts";
import { holdGrid, openGrid } from "../../grid/session.ts";
import { steadyNow } from "../../system/clock.ts";
import { readHostIdentity } from "../../system/place.ts";
import { recoverRuns } from "./recover_runs.ts";

/** What came of it. */
export type StoppedJobs =
  /** No job is queued or running, and no run is left to be recorded. */
  | { readonly kind: "none" }
  | { readonly kind: "stopped"; readonly counts: SettledCounts }
  /** These jobs have not ended in time. */
  | { readonly kind: "remaining"; readonly jobs: readonly number[] }
  /** Another process follows the grid, and records the ends; `by` names it. */
  | { readonly kind: "followed"; readonly by: string };

// How long a scheduler gets to leave, in seconds. One that cannot be signalled from here looks every few seconds.
const NOTICE_S = 15;
const LOOK_MS = 100;

/**
 * Cancels the jobs of a grid and waits until Slurm lists none of them. What ran is interrupted, and what has not started is
 * pending. With `drain`, runs that have started end by themselves.
 *
 * A scheduler that follows the grid is told to leave, so that it does not submit anything meanwhile.
 *
 * @throws {Deno.errors.TimedOut} if Slurm does not answer
 */
export async function stopJobs(request: StopRequest): Promise<StoppedJobs> {
  const { root, drain, wait } = request;
  const end = steadyNow() + wait * 1_000;
  const seconds = () => Math.max(0, (end - steadyNow()) / 1_000);
  const which = drain ? "waiting" : "all";
  let jobs: number[];
  try {
    jobs = await cancelGridJobs({ root, submissions: openGrid(root).submissions, which });
  } catch (error) {
    // Slurm cannot be reached. Where all runs have ended, nothing is left to stop: its elements were told to start nothing more.
    const { scheduler, runs } = openGrid(root);
    if (scheduler === undefined && !isOnCluster(runs)) return { kind: "none" };
    throw error;
  }
  const before = openGrid(root);
  const isWaitedFor = [...before.runs.train.values(), ...before.runs.test.values()].some(isUnfinished);
  if (jobs.length === 0 && !isWaitedFor) return { kind: "none" };
  if (before.scheduler !== undefined) {
    const follower = await stopScheduler({ ...request, wait: Math.min(seconds(), drain ? Infinity : NOTICE_S) });
    // It sees in the job arrays that they are stopped, and leaves.
    if (follower.kind === "unreachable" && !drain) await untilFree(root, Math.min(seconds(), NOTICE_S));
    // It may have submitted an array in the last moment.
    await cancelGridJobs({ root, submissions: openGrid(root).submissions, which });
  }
  const left = await untilGone(openGrid(root).submissions, seconds());
  if (left.length > 0) return { kind: "remaining", jobs: left };
  try {
    return { kind: "stopped", counts: await settleStopped(root) };
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    return { kind: "followed", by: error.message };
  }
}

async function untilFree(root: string, seconds: number): Promise<void> {
  const end = steadyNow() + seconds * 1_000;
  while (lockState(gridPaths(root).lock).held && steadyNow() < end) await delay(LOOK_MS);
}

// Records what has become of the runs of a grid whose jobs were cancelled and are gone.

/** How many runs a stop has ended, and how many launches it has withdrawn before they started. */
export interface SettledCounts {
  readonly ended: number;
  readonly withdrawn: number;
}

/**
 * Records the ends of runs, and withdraws launches that have not started. All jobs have to be gone.
 *
 * @throws {LockedError} if a scheduler is running: it does the same
 */
async function settleStopped(root: string): Promise<SettledCounts> {
  await using session = await holdGrid(root);
  const before = STAGES.flatMap((stage) =>
    [...runsOfStage(session.runs, stage)].filter(([, run]) => isUnfinished(run))
  );
  await recoverRuns(session, {
    stage: "train",
    here: readHostIdentity(),
    assumeDead: [],
    cluster: { kind: "cancelled" },
  });
  const settled = before.filter(([key]) => !isUnfinished(runOf(session.runs, key)));
  const withdrawn =
    settled.filter(([key, { queued }]) =>
      queued !== undefined && runOf(session.runs, key).newest?.number !== queued.number
    ).length;
  return { ended: settled.length - withdrawn, withdrawn };
}
