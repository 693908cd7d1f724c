/** Which experiments are to be run, and which are left alone. */
import type { Settings } from "../grid/settings.ts";
import { aggregateRun } from "../plan/aggregate.ts";
import type { Plan } from "../plan/plan.ts";
import { isTestable, testNames, trainingSpec } from "../plan/run_specs.ts";
import { type History, NOT_STARTED, runKey, type StageHistory } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { type Backend, cpusPerRun } from "./backend.ts";
import { hasRetriesLeft } from "./retry.ts";
import type { Job, Policy } from "./state.ts";

/** What is asked for. */
export interface JobRequest {
  readonly stage: Stage;
  /** Indices of experiments; `undefined`: all. */
  readonly only: ReadonlySet<number> | undefined;
  /** Run again what failed or timed out. */
  readonly retryFailed: boolean;
  /** Test anew what has a succeeded test. */
  readonly again: boolean;
  /** How often each model is tested in all, at least 1. */
  readonly repeat: number;
}

/** What a request comes to. */
export interface JobList {
  /** To be started. */
  readonly jobs: readonly Job[];
  /** Experiments that cannot be tested, as their training has not succeeded. */
  readonly untrained: readonly number[];
  /** Experiments whose grid has a `command` and no `test_command`. */
  readonly untestable: readonly number[];
}

/** The jobs of a request, in the order of the plan. */
export function planJobs(plan: Plan, history: History, request: JobRequest, backend: Backend): JobList {
  const jobs: Job[] = [];
  const untrained: number[] = [];
  const untestable: number[] = [];
  const testable = plan.groups.map((group) => request.stage === "test" && isTestable(group));
  const names = testNames(plan, request.stage);
  const policies = plan.groups.map((group) => policyOf(trainingSpec(group).settings, backend));
  plan.experiments.forEach((own, experiment) => {
    if (!isAsked(plan, request, experiment)) return;
    const { id, group } = own;
    const trained = aggregateRun(plan, history, "train", own).state === "succeeded";
    if (request.stage === "test") {
      if (!testable[group]) return void untestable.push(experiment);
      if (!trained) return void untrained.push(experiment);
    } else if (trained) return;
    const policy = policies[group]!;
    for (const test of names) {
      const past = history[request.stage].get(runKey(id, test)) ?? NOT_STARTED;
      const times = missingRuns(past, request, policy);
      if (times === 0) continue;
      const failures = request.retryFailed || past.state === "succeeded" ? 0 : past.failures;
      const subject = { experiment, ...(test !== undefined && { test }), policy };
      jobs.push({ ...subject, attempt: past.attempts + 1, failures, times, losses: 0 });
    }
  });
  return { jobs, untrained, untestable };
}

/**
 * The job of a run that a former scheduler started and that still lives. It is seen to its end whatever is asked for now, and
 * run again only if it is.
 *
 * @param experiment the index of its experiment
 * @param test the name of its test, if it has one
 */
export function adoptedJob(
  plan: Plan,
  history: History,
  request: JobRequest,
  backend: Backend,
  { experiment, test }: Pick<Job, "experiment" | "test">,
): Job {
  const { id, group } = plan.experiments[experiment]!;
  const past = history[request.stage].get(runKey(id, test)) ?? NOT_STARTED;
  const asked = isAsked(plan, request, experiment) && testNames(plan, request.stage).includes(test);
  return {
    experiment,
    ...(test !== undefined && { test }),
    policy: policyOf(trainingSpec(plan.groups[group]!).settings, backend),
    attempt: past.attempts,
    failures: past.failures,
    times: asked ? Math.max(1, request.repeat - past.successes) : 1,
    losses: 0,
    ...(!asked && { last: true }),
  };
}

function policyOf(settings: Settings, backend: Backend): Policy {
  return {
    needs: { cpus: cpusPerRun(settings, backend), memory: settings.memoryPerRun ?? 0 },
    ...(backend.kind === "gpu" && {
      devices: { count: settings.gpusPerRun, runsPerGpu: settings.runsPerGpu, memoryFree: settings.gpuMemoryFree },
    }),
    timeout: settings.timeout === undefined ? undefined : settings.timeout * 1000,
    retries: settings.retries,
  };
}

function isAsked(plan: Plan, { only }: JobRequest, experiment: number): boolean {
  return !plan.experiments[experiment]!.dropped && (only?.has(experiment) ?? true);
}

function missingRuns(past: StageHistory, request: JobRequest, { retries }: Policy): number {
  switch (past.state) {
    case "failed":
    case "timed_out":
      return request.retryFailed || hasRetriesLeft(past, retries) ? Math.max(1, request.repeat - past.successes) : 0;
    case "succeeded":
      return request.again ? request.repeat : Math.max(0, request.repeat - past.successes);
    case "unknown":
    case "running":
      return 0;
    default:
      return Math.max(1, request.repeat - past.successes);
  }
}
