/** What a report needs of an experiment beyond its results. Plain data, because some of it is passed between threads. */
import type { Experiment, Plan } from "../plan/plan.ts";
import type { ResultGroup } from "../results/choose_results.ts";
import { failedByItself, type Outcome } from "../run/outcome.ts";
import {
  isFailed,
  type RunKey,
  runOf,
  type RunStateName,
  type RunTable,
  secondsOf,
  stateName,
} from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { experimentDir, launchLog, launchPaths } from "../store/layout.ts";
import type { Curve } from "./curves/curve_builder.ts";

export interface ExperimentDetails {
  /** The duration of its training: seconds; absent if it is not known. */
  readonly seconds?: number;
  /** The total duration of its training and its tests: seconds; absent if it is not known. */
  readonly allSeconds?: number;
  /** The script of the newest training, relative to the grid directory; absent if there is none. */
  readonly script?: string;
  readonly failures: readonly RunFailure[];
  readonly curves: readonly StatisticsCurves[];
}

export interface RunFailure {
  readonly stage: Stage;
  /** The name of the test, if there are several. */
  readonly test?: string;
  readonly state: RunStateName;
  readonly outcome: Outcome;
  readonly timedOut: boolean;
  readonly seconds?: number;
  /** The path of its log, relative to the grid directory. */
  readonly log: string;
  /** The path of its script, relative to the grid directory. */
  readonly script: string;
  /** The end of its log. */
  readonly lines: readonly string[];
}

/** The curves in a file with statistics, or of the series of a training, some of which may be measured with the data of tests. */
export interface StatisticsCurves {
  readonly group: ResultGroup | "test";
  /** The column that counts steps; absent if rows are counted. */
  readonly x?: string;
  readonly columns: readonly ThinnedCurve[];
}

/** A curve, complete and thinned. */
export interface ThinnedCurve {
  /** Without the prefix of its group. */
  readonly name: string;
  readonly curve: Curve;
  /** At most {@link MAX_PARTS} parts with a minimum and a maximum each. */
  readonly points: Float32Array;
}

/** The number of parts of a thinned curve. */
export const MAX_PARTS = 100;

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
