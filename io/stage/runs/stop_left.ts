/** Stops the runs of a grid that no scheduler watches: they outlive one that was killed. */
import { delay } from "@std/async/delay";
import { dirname, join } from "@std/path";
import { endRecord } from "../../../lib/run/make_records.ts";
import { decisiveReason } from "../../../lib/run/outcome.ts";
import { isUnfinished, runOf } from "../../../lib/run/run_state.ts";
import { STAGES } from "../../../lib/run/stage.ts";
import type { UnknownRun } from "../../../lib/status/notices/describe_left.ts";
import type { LaunchEnd, RunHandle } from "../../executor/executor.ts";
import { createLocalExecutor } from "../../executor/local.ts";
import type { StopRequest } from "../../grid/lock/stop_scheduler.ts";
import { type HeldSession, holdGrid } from "../../grid/session.ts";
import { steadyNow } from "../../system/clock.ts";
import { lstatIfExists } from "../../system/files.ts";
import { readHostIdentity } from "../../system/place.ts";
import { type LivingRun, recoverRuns } from "./recover_runs.ts";

/** What came of it. */
export interface StoppedLeft {
  /** Number of runs that have ended. */
  readonly ended: number;
  /** Number of runs that have not ended in time. */
  readonly remaining: number;
  /** Runs that may be alive, and that cannot be signalled from here. */
  readonly unknown: readonly UnknownRun[];
  /** Pids of processes that survived SIGKILL. */
  readonly survivors: readonly number[];
}

// As a scheduler that is stopped.
const GRACE_MS = 10_000;
// Of a timer.
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Sends SIGTERM to the living runs of a grid, and SIGKILL after 10 seconds; with `drain`, waits for their ends. Their ends are
 * recorded. Only what is certain to be a run of this grid is signalled.
 *
 * @throws {LockedError} if a scheduler is running
 */
export async function stopLeft({ root, drain, wait }: Omit<StopRequest, "grid">): Promise<StoppedLeft> {
  const end = steadyNow() + wait * 1_000;
  const here = readHostIdentity();
  await using session = await holdGrid(root);
  const executor = createLocalExecutor({ root: session.root, gridKey: session.key, here, grace: GRACE_MS });
  const unknown: UnknownRun[] = [];
  const living: LivingRun[] = [];
  for (const stage of STAGES) {
    const recovered = await recoverRuns(session, { stage, here, assumeDead: [] });
    for (const { key, experiment, seen } of recovered.unknown) {
      const found = session.plan.experiments[experiment]!;
      unknown.push({ experiment: found, ...(key.test !== undefined && { test: key.test }), seen });
    }
    living.push(...recovered.adopted);
  }
  const left = new Set<RunHandle>();
  let isOver = false;
  const ends = living.map(async (former) => {
    const handle = executor.adopt(former.launch);
    left.add(handle);
    if (!drain) noteTerminate(session, former, handle);
    const end = await handle.ended;
    if (isOver) return;
    left.delete(handle);
    recordEnd(session, former, end, !drain);
  });
  using over = new DisposableStack();
  const later = (milliseconds: number) => {
    const controller = new AbortController();
    over.defer(() => controller.abort());
    return delay(Math.min(milliseconds, MAX_DELAY_MS), { signal: controller.signal }).catch(() => {});
  };
  if (!drain) void later(GRACE_MS).then(() => left.forEach((handle) => handle.kill()));
  await Promise.race([Promise.all(ends), later(Math.max(0, end - steadyNow()))]);
  isOver = true;
  const survivors = await executor.close(false);
  await session.flush();
  return { ended: ends.length - left.size, remaining: left.size, unknown, survivors };
}

function noteTerminate(session: HeldSession, { key, launch }: LivingRun, handle: RunHandle): void {
  handle.terminate(() =>
    session.record({ type: "terminate", time: Date.now(), ...key, launch: launch.number, why: "stop" })
  );
}

function recordEnd(session: HeldSession, former: LivingRun, end: LaunchEnd, isTold: boolean): void {
  const { key, launch, run } = former;
  // The recovery of the other stage may have recorded it.
  if (end.kind !== "ended" || !isUnfinished(runOf(session.runs, key))) return;
  const { outcome, endedBeforeSignal } = end;
  // The killed scheduler may have told it to end.
  const earlier = run.state.kind === "running" ? run.state.told : undefined;
  const isOut = run.state.kind === "running" && run.state.isOut === true;
  const told = decisiveReason(outcome, earlier ?? (isTold && !endedBeforeSignal ? "stop" : undefined), isOut);
  // The run may have deleted its own directory.
  const hasDir = lstatIfExists(dirname(join(session.root, launch.dir, launch.log)))?.isDirectory === true;
  session.record(endRecord({ ...key, launch: launch.number }, { outcome, time: Date.now(), told, hasDir }));
}
