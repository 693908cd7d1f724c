/** Turns a request (train or test these experiments) into the list of jobs for the scheduler. */
import type { Settings } from "../../grid/settings/settings.ts";
import { aggregateRun } from "../../plan/aggregate.ts";
import type { Plan } from "../../plan/plan.ts";
import { isTestable, testNames, trainingSpec } from "../../plan/run_specs.ts";
import { hasSucceeded, isFailed, isStoppedEarly, type Run, stateName } from "../../run/run_state.ts";
import { runOf } from "../../run/run_table.ts";
import type { Kins } from "../kins.ts";
import { type Backend, cpusPerRun } from "../limits/backend.ts";
import { hasRetriesLeft } from "../retry.ts";
import type { Job, Policy } from "../state.ts";
import { arrangeJobs, judging, kinship } from "./arrange_jobs.ts";
import type { JobList, JobRequest, JobSource } from "./job_request.ts";

/** Plans the jobs of a request, in the order of the plan. */
export function planJobs(source: JobSource, request: JobRequest): JobList {
  const { plan, runs, backend } = source;
  const { stage } = request;
  const [jobs, blocked, unrepeatable]: [Job[], Job[], Job[]] = [[], [], []];
  const failed: Pick<Job, "experiment" | "test">[] = [];
  const [untrained, untestable]: [number[], number[]] = [[], []];
  const stopped: number[] = [];
  const testable = plan.groups.map((group) => stage === "test" && isTestable(group));
  const tests = testNames(plan, stage);
  const policies = plan.groups.map((group) => policyOf(trainingSpec(group).settings, backend, request));
  for (const [index, experiment] of plan.experiments.entries()) {
    if (!isRequested(plan, request, index)) continue;
    const { id, group } = experiment;
    const training = aggregateRun(plan, runs, "train", experiment);
    // A model whose training was stopped early is only tested if it is named.
    const trained = hasSucceeded(training) ||
      (request.only !== undefined && isStoppedEarly(training) && training.attempts > 0);
    if (stage === "train" && hasSucceeded(training)) continue;
    if (stage === "test" && !testable[group]) {
      untestable.push(index);
      continue;
    }
    if (stage === "test" && !trained && isStoppedEarly(training)) {
      stopped.push(index);
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
    if (ready) jobs.push(...wanted);
    else {
      for (const job of wanted) {
        const run = runOf(runs, { stage, id, ...(job.test !== undefined && { test: job.test }) });
        (hasSucceeded(run) ? unrepeatable : blocked).push(job);
      }
    }
  }
  return { ...arrangeJobs(source, request, jobs), blocked, unrepeatable, untrained, untestable, stopped, failed };
}

/**
 * The job of a run that an earlier scheduler started and that is still running. It runs to its end even if it is not part of
 * the request, but is retried only if it is.
 *
 * @param experiment the index of the experiment
 * @param test the name of the test, for grids with `grid_tests`
 * @param kins those of the request
 */
export function adoptedJob(
  source: Omit<JobSource, "checkpointOf">,
  request: JobRequest,
  { experiment, test }: Pick<Job, "experiment" | "test">,
  kins?: Kins,
): Job {
  const { plan, runs, backend } = source;
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
    ...kinship(kins, { experiment, ...subject }),
    ...judging(source, request.stage, experiment, kins),
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
    case "stopped_early":
      // Without an attempt, it depends on the first repetition.
      return request.continueStopped || run.attempts === 0 ? 1 : 0;
    case "succeeded":
      return request.again ? request.repeat : Math.max(0, missing);
    case "unknown":
    case "running":
      return 0;
    default:
      return Math.max(1, missing);
  }
}
