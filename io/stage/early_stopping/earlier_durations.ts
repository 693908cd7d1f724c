/** Reads how long runs took in earlier grids of the same grid file. */
import { basename, dirname, join } from "@std/path";
import { runsOfStage, tableKey } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { durationOf } from "../../../lib/schedule/jobs/plan_jobs.ts";
import { gridPaths, isGridDirName } from "../../../lib/store/layout.ts";
import { readJournal, readPlan } from "../../grid/grid_dir.ts";
import { namesIn, statIfExists } from "../../system/files.ts";

// The newest ones say the most, and reading more would delay the first start.
const MAX_GRIDS = 3;
const MAX_PLAN_BYTES = 8 * 2 ** 20;

/**
 * The durations of runs that have ended, in milliseconds, by hash of the experiment and name of the test ({@link tableKey}).
 *
 * @param root the grid directory, absolute; earlier ones are next to it
 * @param name of the grid
 * @param onGpus whether the runs were on GPUs: others tell nothing
 */
export function earlierDurations(
  root: string,
  name: string,
  { stage, onGpus }: { readonly stage: Stage; readonly onGpus: boolean },
): ReadonlyMap<string, number> {
  const durations = new Map<string, number>();
  const [parent, own] = [dirname(root), basename(root)];
  // After the name of the grid, its time.
  const earlier = namesIn(parent).filter((other) => isGridDirName(other, name) && other < own);
  for (const other of earlier.sort().slice(-MAX_GRIDS).reverse()) {
    for (const [key, duration] of durationsIn(join(parent, other), stage, onGpus)) {
      if (!durations.has(key)) durations.set(key, duration);
    }
  }
  return durations;
}

function durationsIn(root: string, stage: Stage, onGpus: boolean): [string, number][] {
  try {
    const paths = gridPaths(root);
    if ((statIfExists(paths.plan)?.size ?? Infinity) > MAX_PLAN_BYTES) return [];
    const [plan, { runs }] = [readPlan(paths), readJournal(paths)];
    const hashes = new Map(plan.experiments.map(({ id, hash }) => [id, hash]));
    return [...runsOfStage(runs, stage)].flatMap(([{ id, test }, run]): [string, number][] => {
      const [duration, hash] = [durationOf(run, onGpus), hashes.get(id)];
      if (duration === undefined || hash === undefined) return [];
      return [[tableKey({ id: hash, ...(test !== undefined && { test }) }), duration]];
    });
  } catch {
    // A grid that cannot be read tells nothing.
    return [];
  }
}
