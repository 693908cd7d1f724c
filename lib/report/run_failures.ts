/** The failures of an experiment, as a report needs them. */
import type { Experiment, Plan } from "../plan/plan.ts";
import { failedByItself } from "../run/outcome.ts";
import { isFailed, type RunKey, runOf, type RunTable, secondsOf, stateName } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { experimentDir, launchLog, launchPaths } from "../store/layout.ts";
import type { RunFailure } from "./experiment_details.ts";

/** The failed runs of an experiment, with the paths of their logs in its directory. */
export function failuresOf(plan: Plan, runs: RunTable, experiment: Experiment): Omit<RunFailure, "lines">[] {
  const subjects: Pick<RunKey, "stage" | "test">[] = [
    { stage: "train" },
    { stage: "test" },
    ...plan.tests.map(({ name }) => ({ stage: "test" as const, test: name })),
  ];
  return subjects.flatMap((subject) => {
    const run = runOf(runs, { ...subject, id: experiment.id });
    const { state, newest } = run;
    if (!isFailed(run) || state.kind !== "ended" || newest === undefined) return [];
    const seconds = secondsOf(newest);
    return [{
      ...subject,
      state: stateName(state),
      outcome: state.outcome,
      timedOut: !failedByItself(state.state),
      ...(seconds !== undefined && { seconds }),
      script: scriptOf(experiment, subject.stage, newest.number),
      log: launchLog(subject.stage, newest),
    }];
  });
}

/** The path of the script of a launch, in the grid directory. */
export function scriptOf(experiment: Experiment, stage: Stage, launch: number): string {
  return launchPaths(experimentDir(experiment), stage, launch).script;
}
