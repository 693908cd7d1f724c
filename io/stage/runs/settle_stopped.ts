/** Records what has become of the runs of a grid whose jobs were cancelled and are gone. */
import { isUnfinished, runOf, runsOfStage } from "../../../lib/run/run_state.ts";
import { STAGES } from "../../../lib/run/stage.ts";
import { holdGrid } from "../../grid/session.ts";
import { readHostIdentity } from "../../system/place.ts";
import { recoverRuns } from "./recover_runs.ts";

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
export async function settleStopped(root: string): Promise<SettledCounts> {
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
