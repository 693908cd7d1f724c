/** What a stage records and tells before its first launch: what it recovered, what it does not start, what it waits for. */
import { isStoppedEarly, runOf } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import type { JobList } from "../../../lib/schedule/jobs/plan_jobs.ts";
import type { StageEvent } from "../../../lib/status/progress/progress.ts";
import type { HeldSession } from "../../grid/session.ts";
import type { HostIdentity } from "../../system/place.ts";
import { isCleaned } from "../stage_result.ts";
import { type RecoveredRuns, waitForUnknown } from "./recover_runs.ts";

/** Tells what was recovered. */
export function tellRecovery({ deleted, copied, survivors }: RecoveredRuns, emit: (event: StageEvent) => void): void {
  if (deleted.runs.length + deleted.tests.length > 0) emit({ type: "deleted", dirs: deleted });
  if (copied > 0) emit({ type: "copied", runs: copied });
  if (survivors.length > 0) emit({ type: "survivors", pids: survivors });
}

/** Records tests without a checkpoint, and trainings whose first repetition was stopped early. */
export function recordNotStarted(
  session: HeldSession,
  stage: Stage,
  { blocked, skipped }: JobList,
  time: number,
): void {
  const { plan, runs } = session;
  for (const { experiment, test } of blocked) {
    const key = { stage, id: plan.experiments[experiment]!.id, ...(test !== undefined && { test }) };
    const reason = isCleaned(runs, key) ? "its checkpoint was removed to free space" : "no checkpoint was found";
    session.record({ type: "blocked", time, ...key, reason });
  }
  for (const experiment of skipped) {
    const key = { stage: "train", id: plan.experiments[experiment]!.id } as const;
    if (!isStoppedEarly(runOf(runs, key))) session.record({ type: "skip", time, ...key });
  }
}

/** Waits for runs that may be alive elsewhere. Returns how many are left. */
export async function awaitUnknown(
  session: HeldSession,
  unknown: RecoveredRuns["unknown"],
  here: HostIdentity,
  { emit, isOver }: { readonly emit: (event: StageEvent) => void; readonly isOver: () => boolean },
): Promise<number> {
  if (unknown.length === 0 || isOver()) return 0;
  const runs = unknown.map(({ key, experiment, seen }) => ({
    experiment: session.plan.experiments[experiment]!,
    ...(key.test !== undefined && { test: key.test }),
    seen,
  }));
  emit({ type: "unknown", runs });
  return await waitForUnknown(session, unknown, here, isOver);
}
