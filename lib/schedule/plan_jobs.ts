/** Turns a request (train or test these experiments) into the list of jobs for the scheduler. */
import type { Settings } from "../grid/settings.ts";
import { aggregateRun } from "../plan/aggregate.ts";
import type { Experiment, Plan } from "../plan/plan.ts";
import { isTestable, testNames, trainingSpec } from "../plan/run_specs.ts";
import { hasSucceeded, isFailed, type Run, stateName } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import type { Stage } from "../run/stage.ts";
import { type Backend, cpusPerRun } from "./backend.ts";
import { hasRetriesLeft } from "./retry.ts";
import type { Job, Policy } from "./state.ts";

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
}

/** The grid for which jobs are planned. */
export interface JobSource {
  readonly plan: Plan;
  readonly runs: RunTable;
  readonly backend: Backend;
  /** Finds the checkpoint of an experiment; `undefined` if there is none. Called only for experiments that are tested. */
  readonly checkpointOf: (experiment: Experiment) => string | undefined;
}

/** The jobs of a request, and the experiments that have none. */
export interface JobList {
  /** Jobs to start. */
  readonly jobs: readonly Job[];
  /** Tests that cannot run because the experiment has no checkpoint. */
  readonly blocked: readonly Pick<Job, "experiment" | "test">[];
  /** Indices of experiments that cannot be tested because their training has not succeeded. */
  readonly untrained: readonly number[];
  /** Indices of experiments that have a `command` but no `test_command`. */
  readonly untestable: readonly number[];
  /** Runs that failed or timed out earlier and are not run again: they have no retries left. */
  readonly failed: readonly Pick<Job, "experiment" | "test">[];
}

/** Plans the jobs of a request, in the order of the plan. */
export function planJobs(source: JobSource, request: JobRequest): JobList {
  const { plan, runs, backend } = source;
  const { stage } = request;
  const [jobs, blocked]: [Job[], Job[]] = [[], []];
  const failed: Pick<Job, "experiment" | "test">[] = [];
  const [untrained, untestable]: [number[], number[]] = [[], []];
  const testable = plan.groups.map((group) => stage === "test" && isTestable(group));
  const tests = testNames(plan, stage);
  const policies = plan.groups.map((group) => policyOf(trainingSpec(group).settings, backend, request));
  for (const [index, experiment] of plan.experiments.entries()) {
    if (!isRequested(plan, request, index)) continue;
    const { id, group } = experiment;
    const trained = hasSucceeded(aggregateRun(plan, runs, "train", experiment));
    if (stage === "train" && trained) continue;
    if (stage === "test" && !testable[group]) {
      untestable.push(index);
      continue;
    }
    if (stage === "test" && !trained) {
      untrained.push(index);
      continue;
    }
    const wanted = tests.flatMap((test): Job[] => {
      const subject = { ...(test !== undefined && { test }) };
      const run = runOf(runs, { stage, id, ...subject });
      const times = missingRuns(run, request, policies[group]!);
      if (times === 0 && isFailed(run)) failed.push({ experiment: index, ...subject });
      if (times === 0) return [];
      const failures = request.retryFailed || hasSucceeded(run) ? 0 : run.failures;
      const attempt = run.attempts + 1;
      return [{ experiment: index, ...subject, policy: policies[group]!, attempt, failures, times, losses: 0 }];
    });
    if (wanted.length === 0) continue;
    const ready = stage === "train" || source.checkpointOf(experiment) !== undefined;
    (ready ? jobs : blocked).push(...wanted);
  }
  return { jobs, blocked, untrained, untestable, failed };
}

/**
 * The job of a run that an earlier scheduler started and that is still running. It runs to its end even if it is not part of
 * the request, but is retried only if it is.
 *
 * @param experiment the index of the experiment
 * @param test the name of the test, for grids with `grid_tests`
 */
export function adoptedJob(
  { plan, runs, backend }: Omit<JobSource, "checkpointOf">,
  request: JobRequest,
  { experiment, test }: Pick<Job, "experiment" | "test">,
): Job {
  const { id, group } = plan.experiments[experiment]!;
  const subject = { ...(test !== undefined && { test }) };
  const run = runOf(runs, { stage: request.stage, id, ...subject });
  const requested = isRequested(plan, request, experiment) && testNames(plan, request.stage).includes(test);
  return {
    experiment,
    ...subject,
    policy: policyOf(trainingSpec(plan.groups[group]!).settings, backend, request),
    attempt: run.queued === undefined ? run.attempts : run.attempts + 1,
    failures: run.failures,
    times: requested ? Math.max(1, request.repeat - run.successes) : 1,
    losses: 0,
    ...(!requested && { noRerun: true }),
  };
}

function policyOf(settings: Settings, backend: Backend, { retries }: JobRequest): Policy {
  return {
    needs: { cpus: cpusPerRun(settings, backend), memory: settings.memoryPerRun ?? 0 },
    ...(backend.kind === "gpu" && {
      devices: { count: settings.gpusPerRun ?? 1, runsPerGpu: settings.runsPerGpu, memoryFree: settings.gpuMemoryFree },
    }),
    // Elements of a cluster enforce it themselves.
    timeout: settings.timeout === undefined || backend.kind === "slurm" ? undefined : settings.timeout * 1000,
    retries: retries ?? settings.retries,
  };
}

function isRequested(plan: Plan, { only }: JobRequest, experiment: number): boolean {
  return !plan.experiments[experiment]!.dropped && (only?.has(experiment) ?? true);
}

function missingRuns(run: Run, request: JobRequest, { retries }: Policy): number {
  const missing = request.repeat - run.successes;
  if (run.queued !== undefined) return 0;
  switch (stateName(run.state)) {
    case "failed":
    case "timed_out":
      return request.retryFailed || hasRetriesLeft(run, retries) ? Math.max(1, missing) : 0;
    case "succeeded":
      return request.again ? request.repeat : Math.max(0, missing);
    case "unknown":
    case "running":
      return 0;
    default:
      return Math.max(1, missing);
  }
}
