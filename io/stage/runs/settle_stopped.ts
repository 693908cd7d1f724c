/** Records what has become of the runs of a grid whose jobs were cancelled and are gone. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { classify, exitAndSignal, type Outcome, type Told } from "../../../lib/run/outcome.ts";
import type { RunRecord } from "../../../lib/run/records/journal_record.ts";
import type { Inspection } from "../../../lib/run/recover.ts";
import { isSubmitted, isUnfinished, type Time } from "../../../lib/run/run_state.ts";
import { runOf, runsOfStage } from "../../../lib/run/run_table.ts";
import { STAGES } from "../../../lib/run/stage.ts";
import type { Launch } from "../../executor/executor.ts";
import { inspectRecords, voidLaunch } from "../../grid/launches/launch_records.ts";
import { holdGrid } from "../../grid/session.ts";
import { steadyNow } from "../../system/clock.ts";
import { type HostIdentity, readHostIdentity } from "../../system/place.ts";
import { type LivingRun, recoverRuns } from "./recover_runs.ts";
import { removeUnusedTest } from "./remove_unused_test.ts";

/** How many runs a stop has ended, and how many launches it has withdrawn before they started. */
export interface SettledCounts {
  readonly ended: number;
  readonly withdrawn: number;
}

// Records that were written on another machine may be visible later than the end of its job.
const PATIENCE_MS = 5_000;
const LOOK_MS = 200;

/**
 * Records the ends of runs, and withdraws launches that have not started. All jobs have to be gone.
 *
 * @throws {LockedError} if a scheduler is running: it does the same
 */
export async function settleStopped(root: string): Promise<SettledCounts> {
  await using session = await holdGrid(root);
  const here = readHostIdentity();
  let [ended, withdrawn] = [0, 0];
  for (const stage of STAGES) {
    const before = [...runsOfStage(session.runs, stage)].flatMap(([key, run]) => isUnfinished(run) ? [key] : []);
    const { adopted } = await recoverRuns(session, { stage, here, assumeDead: [], cluster: { name: undefined } });
    // By their marks.
    ended += before.filter((key) => runOf(session.runs, key).state.kind === "ended").length;
    let left = adopted.filter(({ run }) => isSubmitted(run) && isUnfinished(run));
    const end = steadyNow() + PATIENCE_MS;
    while (left.length > 0) {
      const isLast = steadyNow() >= end;
      left = left.filter((former) => {
        const seen = inspectOrVoid(join(session.root, former.launch.dir), former.launch, here);
        // Cancelled, and killed before its supervisor could write the record.
        const record = recordOf(former, seen) ??
          (isLast ? endOf(former, Date.now(), { kind: "lost" }, "stop") : undefined);
        if (record === undefined) return true;
        session.record(record);
        if (record.type === "end") ended++;
        else withdrawn++;
        if (record.type === "void") removeUnusedTest(session.root, former);
        return false;
      });
      if (left.length > 0) await delay(LOOK_MS);
    }
  }
  return { ended, withdrawn };
}

function inspectOrVoid(path: string, { stage, number }: Launch, here: HostIdentity): Inspection {
  try {
    const seen = inspectRecords(path, stage, number, here);
    if (seen.kind !== "unclaimed") return seen;
    return voidLaunch(path, stage, number) ? { kind: "void" } : inspectRecords(path, stage, number, here);
  } catch (error) {
    return { kind: "unreadable", reason: (error as Error).message };
  }
}

function recordOf(former: LivingRun, seen: Inspection): RunRecord | undefined {
  if (seen.kind === "void") return { type: "void", time: Date.now(), ...former.key, launch: former.launch.number };
  if (seen.kind !== "ended") return undefined;
  return { ...endOf(former, seen.time, seen.outcome, seen.told), has_dir: true };
}

function endOf({ key, launch }: LivingRun, time: Time, outcome: Outcome, told: Told | undefined) {
  const state = classify(outcome, told);
  return { type: "end", time, ...key, launch: launch.number, state, ...exitAndSignal(outcome) } as const;
}
