/** Chooses the runs of a grid that a command shows. */
import { hasSucceeded, isFailed, isUnfinished, type Run, type RunKey, runOf, type RunTable } from "../run/run_state.ts";
import { type Stage, STAGES } from "../run/stage.ts";
import { type Experiment, type Plan, testNames } from "./plan.ts";

/** A run, with its experiment. */
export interface ChosenRun {
  readonly experiment: Experiment;
  readonly key: RunKey;
  readonly run: Run;
}

/** Which runs a command shows. */
export interface RunChoice {
  /** Indices of experiments; `undefined`: the run that the user most likely means. */
  readonly selected: ReadonlySet<number> | undefined;
  /** Only runs of this stage. */
  readonly stage?: Stage | undefined;
  /** Whether a running run is preferred. Otherwise, a failed one is. */
  readonly prefersRunning?: boolean;
}

/**
 * Chooses the runs of selected experiments: those of the given stage, by default of the stage that the experiment has reached.
 * That is the training, unless a test is running or has not succeeded. Without selected experiments, one run: the one that
 * failed last, or else the one that started last.
 */
export function chooseRuns(plan: Plan, runs: RunTable, { selected, stage, prefersRunning }: RunChoice): ChosenRun[] {
  if (selected !== undefined) {
    return [...selected].flatMap((index) => runsAt(plan, runs, plan.experiments[index]!, stage));
  }
  const all = plan.experiments.flatMap((experiment) =>
    experiment.dropped ? [] : runsOfExperiment(plan, runs, experiment, stage)
  );
  const running = prefersRunning ? newest(all.filter(({ run }) => isUnfinished(run)), startOf) : undefined;
  const chosen = running ?? newest(all.filter(({ run }) => isFailed(run)), endOf) ??
    newest(all.filter(({ run }) => run.newest !== undefined), startOf);
  return chosen === undefined ? [] : [chosen];
}

function newest(runs: readonly ChosenRun[], timeOf: (run: Run) => number): ChosenRun | undefined {
  if (runs.length === 0) return undefined;
  return runs.reduce((a, b) => timeOf(b.run) >= timeOf(a.run) ? b : a);
}

// A run in the queue of a cluster comes after those that have started.
function startOf({ newest, queued }: Run): number {
  return queued === undefined ? newest?.started ?? 0 : 0;
}

function endOf({ newest }: Run): number {
  return newest?.ended ?? 0;
}

/** The training of an experiment, and its test or tests; only those of a stage, if one is given. */
export function runsOfExperiment(plan: Plan, runs: RunTable, experiment: Experiment, stage?: Stage): ChosenRun[] {
  const stages = stage === undefined ? STAGES : [stage];
  return stages.flatMap((stage) =>
    testNames(plan, stage).map((test) => {
      const key: RunKey = { stage, id: experiment.id, ...(test !== undefined && { test }) };
      return { experiment, key, run: runOf(runs, key) };
    })
  );
}

function runsAt(plan: Plan, runs: RunTable, experiment: Experiment, stage: Stage | undefined): ChosenRun[] {
  const all = runsOfExperiment(plan, runs, experiment, stage);
  if (stage !== undefined) return all;
  // A model that was trained elsewhere is only tested.
  const training = all.filter(({ key }) => key.stage === "train" && experiment.model === undefined);
  const tests = all.filter(({ key, run }) => key.stage === "test" && run.newest !== undefined);
  if (training.length === 0) return tests;
  const open = tests.filter(({ run }) => !hasSucceeded(run));
  return hasSucceeded(training[0]!.run) && open.length > 0 ? open : training;
}
