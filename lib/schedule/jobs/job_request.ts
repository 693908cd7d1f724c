/** The request for jobs, and what is planned for it. */
import type { HalvingRule } from "../../grid/settings/halving_rule.ts";
import type { Experiment, Plan } from "../../plan/plan.ts";
import type { RunTable } from "../../run/run_table.ts";
import type { Stage } from "../../run/stage.ts";
import type { Kins } from "../kins.ts";
import type { Backend } from "../limits/backend.ts";
import type { Job } from "../state.ts";

/** Which runs a command requests. */
export interface JobRequest {
  readonly stage: Stage;
  /** Indices of experiments; `undefined` for all. */
  readonly only: ReadonlySet<number> | undefined;
  /** Run experiments again that failed or timed out. */
  readonly retryFailed: boolean;
  /** Test models again that already have a succeeded test. Experiments that are trained anew are pending by now. */
  readonly again: boolean;
  /** Number of test runs per model, at least 1. */
  readonly repeat: number;
  /** Overrides the retries of the settings. */
  readonly retries?: number;
  /** Go on with trainings that were stopped early. Default: no. */
  readonly continueStopped?: boolean;
}

/** The grid for which jobs are planned. */
export interface JobSource {
  readonly plan: Plan;
  readonly runs: RunTable;
  readonly backend: Backend;
  /** Finds the checkpoint of an experiment; `undefined` if there is none. Called only for experiments that are tested. */
  readonly checkpointOf: (experiment: Experiment) => string | undefined;
  /** The rule by which trainings are stopped early; absent if none is. */
  readonly halving?: HalvingRule | undefined;
  /** Jobs with a known duration start last, the longest first: durations of earlier grids in milliseconds, by hash. */
  readonly longestFirst?: { readonly earlier: ReadonlyMap<string, number> } | undefined;
}

/** The jobs of a request, and the experiments that have none. */
export interface JobList {
  /** Jobs to start. Some wait for another one to succeed. */
  readonly jobs: readonly Job[];
  /** Indices of experiments that are not started, as the first repetition of their configuration was stopped early. */
  readonly skipped: readonly number[];
  /** Indices of experiments that wait for the first repetition of their configuration, which is not to run now. */
  readonly held: readonly number[];
  /** Which runs take as long as each other; absent if that does not matter. */
  readonly kins: Kins | undefined;
  /** Indices of experiments that are not tested, as their training was stopped early. */
  readonly stopped: readonly number[];
  /** Tests that cannot run because the experiment has no checkpoint. */
  readonly blocked: readonly Pick<Job, "experiment" | "test">[];
  /** Succeeded tests that cannot be repeated because the experiment has no checkpoint any more. They stay succeeded. */
  readonly unrepeatable: readonly Pick<Job, "experiment" | "test">[];
  /** Indices of experiments that cannot be tested because their training has not succeeded. */
  readonly untrained: readonly number[];
  /** Indices of experiments that have a `command` but no `test_command`. */
  readonly untestable: readonly number[];
  /** Runs that failed or timed out earlier and are not run again: they have no retries left. */
  readonly failed: readonly Pick<Job, "experiment" | "test">[];
}
