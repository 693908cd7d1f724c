/** The durations of runs, as results among those that trainers write. */
import type { ExperimentResult, RunResult } from "../results/experiment_result.ts";

/** The name of the result. With its group: `training_duration_s`. */
export const DURATION = "duration_s";

/**
 * An experiment with the durations of its training and its tests as their first results. What a trainer wrote under this name is
 * kept.
 */
export function withDurations(experiment: ExperimentResult): ExperimentResult {
  return { ...experiment, training: withDuration(experiment.training), tests: experiment.tests.map(withDuration) };
}

function withDuration<T extends RunResult>(run: T): T {
  if (run.seconds === undefined) return run;
  return { ...run, results: new Map([[DURATION, String(run.seconds)], ...run.results]) };
}
