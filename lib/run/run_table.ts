/** The table of all runs of a grid, by stage, experiment and test. */
import { isSubmitted, isUnfinished, NOT_STARTED, type Run } from "./run_state.ts";
import type { Stage } from "./stage.ts";

/** Identifies a run. */
export interface RunKey {
  /** Whether it is a training or a test. */
  readonly stage: Stage;
  /** The id of the experiment. */
  readonly id: string;
  /** The name of the test, if there are several. */
  readonly test?: string;
}

/** Runs by stage and {@link tableKey}. Runs that were never started are absent. */
export type RunTable = Readonly<Record<Stage, ReadonlyMap<string, Run>>>;

/** The key of a run within its stage: the id of the experiment, and the name of the test if there are several. */
export function tableKey({ id, test }: Pick<RunKey, "id" | "test">): string {
  return test === undefined ? id : `${id}/${test}`;
}

/** Looks up a run; {@link NOT_STARTED} if the table does not have it. */
export function runOf(runs: RunTable, key: RunKey): Run {
  return runs[key.stage].get(tableKey(key)) ?? NOT_STARTED;
}

/** Whether a run is in the hands of a cluster. */
export function isOnCluster({ train, test }: RunTable): boolean {
  return [...train.values(), ...test.values()].some((run) => isUnfinished(run) && isSubmitted(run));
}

function idOf(key: string): string {
  const slash = key.indexOf("/");
  return slash < 0 ? key : key.slice(0, slash);
}

/** The keys and runs of a stage, without those that were never started. */
export function* runsOfStage(runs: RunTable, stage: Stage): Generator<readonly [RunKey, Run]> {
  for (const [key, run] of runs[stage]) {
    const slash = key.indexOf("/");
    yield [slash < 0 ? { stage, id: key } : { stage, id: key.slice(0, slash), test: key.slice(slash + 1) }, run];
  }
}

/**
 * The highest launch number of each experiment in a stage that is in use or reserved, by id. All tests of an experiment share one
 * numbering.
 */
export function lastLaunches(runs: RunTable, stage: Stage): Map<string, number> {
  const last = new Map<string, number>();
  for (const [key, { lastLaunch, reserved = 0 }] of runs[stage]) {
    const id = idOf(key);
    last.set(id, Math.max(last.get(id) ?? 0, lastLaunch, reserved));
  }
  return last;
}
