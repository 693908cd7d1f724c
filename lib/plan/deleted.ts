/** Finds runs whose results are gone, because the directory of their experiment was deleted. */
import { isUnfinished, type Run, type RunKey, runOf, runsOfStage, type RunTable } from "../run/run_state.ts";
import { type Experiment, type Plan, testNames } from "./plan.ts";

/** An experiment whose directory was deleted, and its runs that have ended. */
export interface DeletedExperiment {
  readonly experiment: Experiment;
  readonly runs: readonly RunKey[];
}

/**
 * Finds experiments whose directory existed when one of their runs ended, and does not exist any more. An experiment is left
 * alone while one of its runs may be running.
 *
 * @param isThere whether the directory of an experiment exists
 */
export function findDeleted(
  plan: Plan,
  runs: RunTable,
  isThere: (experiment: Experiment) => boolean,
): DeletedExperiment[] {
  const tested = new Set<string>();
  for (const [{ id }, { newest }] of runsOfStage(runs, "test")) if (newest?.hasDir) tested.add(id);
  const hadDir = ({ id }: Experiment) => runs.train.get(id)?.newest?.hasDir === true || tested.has(id);
  // Checked first, because it excludes most experiments, and there may be a hundred thousand.
  const missing = plan.experiments.filter((experiment) => hadDir(experiment) && !isThere(experiment));
  return missing.flatMap((experiment): DeletedExperiment[] => {
    const keys = keysOf(plan, experiment);
    if (keys.some((key) => mayRun(runOf(runs, key)))) return [];
    return [{ experiment, runs: keys.filter((key) => runOf(runs, key).state.kind !== "pending") }];
  });
}

// Tests from before the grid had named tests have no name.
function keysOf(plan: Plan, { id }: Experiment): RunKey[] {
  const tests = new Set([undefined, ...testNames(plan, "test")]);
  return [
    { stage: "train", id },
    ...Array.from(tests, (test): RunKey => ({ stage: "test", id, ...(test !== undefined && { test }) })),
  ];
}

function mayRun(run: Run): boolean {
  return isUnfinished(run) || run.state.kind === "unknown";
}
