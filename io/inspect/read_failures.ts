/** Reads why the runs of a grid failed, from their logs. */
import { join } from "@std/path";
import type { Plan } from "../../lib/plan/plan.ts";
import type { RunTable } from "../../lib/run/run_state.ts";
import { type ExplainedFailure, explainFailure, type FailedRun, listFailed } from "../../lib/status/failures.ts";
import { lastLines } from "../system/files.ts";

// The newest failures say what is wrong. Reading the logs of all failures of a large grid would take seconds.
const MAX_READ = 500;

// Enough for a traceback.
const MAX_LINES = 40;

/**
 * The runs that failed, in the order of the plan, each with its cause. Of many, only the logs of the newest are read.
 *
 * @param only indices of experiments; by default all
 */
export function readFailures(
  { root, plan, runs }: { readonly root: string; readonly plan: Plan; readonly runs: RunTable },
  only?: ReadonlySet<number>,
): ExplainedFailure[] {
  const failed = listFailed(plan, runs, only);
  const newest = new Set(failed.toSorted((a, b) => endOf(b) - endOf(a)).slice(0, MAX_READ));
  return failed.map((one) => {
    const lines = one.log === undefined ? [] : newest.has(one) ? lastLines(join(root, one.log), MAX_LINES) : undefined;
    return explainFailure(plan, one, lines);
  });
}

function endOf({ run }: FailedRun): number {
  return run.newest?.ended ?? 0;
}
