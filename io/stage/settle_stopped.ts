/** Records what has become of the runs of a grid whose jobs were cancelled and are gone. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { RunRecord } from "../../lib/run/journal_record.ts";
import { classify, exitAndSignal, type Outcome, type Told } from "../../lib/run/outcome.ts";
import type { Inspection } from "../../lib/run/recover.ts";
import { isSubmitted, isUnfinished } from "../../lib/run/run_state.ts";
import { inspectRecords, voidLaunch } from "../grid/launch_records.ts";
import { holdGrid } from "../grid/session.ts";
import { readHostIdentity } from "../system/place.ts";
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
  for (const stage of ["train", "test"] as const) {
    const { adopted } = await recoverRuns(session, { stage, here, assumeDead: [], cluster: { name: undefined } });
    let left = adopted.filter(({ run }) => isSubmitted(run) && isUnfinished(run));
    const end = performance.now() + PATIENCE_MS;
    while (left.length > 0) {
      const isLast = performance.now() >= end;
      left = left.filter((former) => {
        const record = recordOf(session.root, former, isLast);
        if (record === undefined) return true;
        session.record(record);
        if (record.type === "end") ended++;
        else {
          withdrawn++;
          removeUnusedTest(session.root, former);
        }
        return false;
      });
      if (left.length > 0) await delay(LOOK_MS);
    }
  }
  return { ended, withdrawn };

  function recordOf(root: string, { key, launch }: LivingRun, isLast: boolean): RunRecord | undefined {
    const seen = inspect(root, launch);
    const common = { time: Date.now(), ...key, launch: launch.number };
    if (seen.kind === "void") return { type: "void", ...common };
    const end = (outcome: Outcome, told: Told | undefined) =>
      ({ type: "end", ...common, state: classify(outcome, told), ...exitAndSignal(outcome) }) as const;
    if (seen.kind === "ended") return { ...end(seen.outcome, seen.told), time: seen.time, has_dir: true };
    // It was cancelled, and Slurm killed its supervisor before it could write the record.
    return isLast ? end({ kind: "lost" }, "stop") : undefined;
  }

  function inspect(root: string, { dir, stage, number }: LivingRun["launch"]): Inspection {
    try {
      const path = join(root, dir);
      const seen = inspectRecords(path, stage, number, here);
      if (seen.kind !== "unclaimed") return seen;
      return voidLaunch(path, stage, number) ? { kind: "void" } : inspectRecords(path, stage, number, here);
    } catch (error) {
      return { kind: "unreadable", reason: (error as Error).message };
    }
  }
}
