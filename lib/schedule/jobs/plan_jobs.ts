/** Turns a request (train or test these experiments) into the list of jobs for the scheduler. */
import type { HalvingRule, Settings } from "../../grid/settings/settings.ts";
import { aggregateRun } from "../../plan/aggregate.ts";
import { type Experiment, isTestable, type Plan, testNames, trainingSpec } from "../../plan/plan.ts";
import {
  hasSucceeded,
  isFailed,
  isNewestOut,
  isStoppedEarly,
  isUnfinished,
  type Run,
  runOf,
  runsOfStage,
  type RunState,
  type RunTable,
  stateName,
  tableKey,
} from "../../run/run_state.ts";
import { type Stage, STAGES } from "../../run/stage.ts";
import { isOut, rungsBehind } from "../early_stopping/recall_rungs.ts";
import { createKins, type Kins, type Subject } from "../kins.ts";
import { hasRetriesLeft } from "../retry.ts";
import { cpusPerRun, type Hardware } from "../slots.ts";
import type { Job, Policy } from "../state.ts";
import { durationOf } from "./durations.ts";

/** Plans the jobs of a request, in the order of the plan. */
export function planJobs(source: JobSource, request: JobRequest): JobList {
  const { plan, runs, hardware } = source;
  const { stage } = request;
  const [jobs, blocked, unrepeatable]: [Job[], Job[], Job[]] = [[], [], []];
  const failed: Pick<Job, "experiment" | "test">[] = [];
  const [untrained, untestable]: [number[], number[]] = [[], []];
  const stopped: number[] = [];
  const testable = plan.groups.map((group) => stage === "test" && isTestable(group));
  const tests = testNames(plan, stage);
  const policies = plan.groups.map((group) => policyOf(trainingSpec(group).settings, hardware, request));
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
      const time = source.times?.get(group);
      const times = missingRuns(run, request, policies[group]!, time);
      if (times === 0 && isFailed(run)) failed.push({ experiment: index, ...subject });
      if (times === 0) return [];
      const failures = request.retryFailed || hasSucceeded(run) ? 0 : run.failures;
      const attempt = run.attempts + 1;
      const limit = time === undefined
        ? {}
        : isOverTime(run, time)
        ? { time: 2 * time, isExtended: true as const }
        : { time };
      return [{
        experiment: index,
        ...subject,
        policy: policies[group]!,
        attempt,
        failures,
        times,
        losses: 0,
        ...limit,
      }];
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
 * the request, but is started again only if it is.
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
  const { plan, runs, hardware } = source;
  const { id, group } = plan.experiments[experiment]!;
  const subject = { ...(test !== undefined && { test }) };
  const run = runOf(runs, { stage: request.stage, id, ...subject });
  const requested = isRequested(plan, request, experiment) && testNames(plan, request.stage).includes(test);
  return {
    experiment,
    ...subject,
    policy: policyOf(trainingSpec(plan.groups[group]!).settings, hardware, request),
    attempt: run.queued === undefined ? run.attempts : run.attempts + 1,
    failures: run.failures,
    times: requested ? Math.max(1, request.repeat - run.successes) : 1,
    losses: 0,
    ...(source.times?.has(group) && {
      time: source.times.get(group)!,
      ...(run.failures > 0 && { isExtended: true as const }),
    }),
    ...kinship(kins, { experiment, ...subject }),
    ...judging(source, request.stage, experiment, kins),
    ...(!requested && { noRerun: true }),
  };
}

function policyOf(settings: Settings, hardware: Hardware, { retries }: JobRequest): Policy {
  return {
    needs: { cpus: cpusPerRun(settings, hardware), memory: settings.memoryPerRun ?? 0 },
    ...(hardware.kind === "gpu" && {
      devices: { count: settings.gpusPerRun ?? 1, runsPerGpu: settings.runsPerGpu, memoryFree: settings.gpuMemoryFree },
    }),
    // Elements of a cluster enforce it themselves.
    timeout: settings.timeout === undefined || hardware.kind === "cluster" ? undefined : settings.timeout * 1000,
    retries: retries ?? settings.retries,
  };
}

function isRequested(plan: Plan, { only }: JobRequest, experiment: number): boolean {
  return !plan.experiments[experiment]!.dropped && (only?.has(experiment) ?? true);
}

// Whether its job has ended a run for the first time, as it took longer than expected.
function isOverTime(run: Run, time: number | undefined): boolean {
  return time !== undefined && stateName(run.state) === "timed_out" && run.failures === 1;
}

function missingRuns(run: Run, request: JobRequest, { retries }: Policy, time: number | undefined): number {
  const missing = request.repeat - run.successes;
  if (run.queued !== undefined) return 0;
  switch (stateName(run.state)) {
    case "failed":
    case "timed_out":
      return request.retryFailed || hasRetriesLeft(run, retries) || isOverTime(run, time) ? Math.max(1, missing) : 0;
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

// Decides which experiments of a request are trained anew, though they have succeeded.

/** The experiments of a request with `--again`. Those in neither list simply run. */
export interface AgainPlan {
  /** Experiments that have succeeded. */
  readonly anew: readonly Experiment[];
  /** Experiments that cannot be trained anew, because a run of them lives or may live. */
  readonly busy: readonly {
    readonly experiment: Experiment;
    readonly stage: Stage;
    readonly state: Extract<RunState, { kind: "running" | "unknown" }>;
  }[];
}

/**
 * The experiments that are trained anew.
 *
 * @param only indices of experiments; `undefined` for all
 */
export function planAgain(plan: Plan, runs: RunTable, only: ReadonlySet<number> | undefined): AgainPlan {
  const requested = plan.experiments.filter(({ dropped }, index) => !dropped && (only?.has(index) ?? true));
  const busy = requested.flatMap((experiment) =>
    STAGES.flatMap((stage) => {
      const { state: recorded, queued } = aggregateRun(plan, runs, stage, experiment);
      const state: RunState = queued === undefined ? recorded : { kind: "running" };
      return state.kind === "running" || state.kind === "unknown" ? [{ experiment, stage, state }] : [];
    })
  );
  return { anew: requested.filter((experiment) => hasSucceeded(aggregateRun(plan, runs, "train", experiment))), busy };
}

// The request for jobs, and what is planned for it.

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
  readonly hardware: Hardware;
  /** Finds the checkpoint of an experiment; `undefined` if there is none. Called only for experiments that are tested. */
  readonly checkpointOf: (experiment: Experiment) => string | undefined;
  /** The rule by which trainings are stopped early; absent if none is. */
  readonly halving?: HalvingRule | undefined;
  /** On a cluster: the limits of time of jobs, by the number of their group, where these follow from how long runs take. */
  readonly times?: ReadonlyMap<number, number> | undefined;
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

// Puts the jobs of a request in order, as far as that depends on other runs of the same configuration: how long they take, and
// whether further repetitions wait for the first one, which is judged when runs are stopped early.

/** The jobs of a request, arranged. */
export type Arrangement = Pick<JobList, "jobs" | "skipped" | "held" | "kins">;

/** Arranges jobs that are in the order of the plan. */
function arrangeJobs(source: JobSource, request: JobRequest, jobs: readonly Job[]): Arrangement {
  const isHalved = request.stage === "train" && source.halving !== undefined;
  const nothing = { skipped: [], held: [] };
  if (!isHalved && !isMeasurable(source)) return { jobs, ...nothing, kins: undefined };
  const kins = createKins(source.plan);
  const durations = source.longestFirst === undefined ? undefined : durationsOf(source, request, jobs, kins);
  const arranged = jobs.map((job): Job => {
    const kin = kins.of(job);
    // All first repetitions come before all further ones, in the order of the plan, if they are judged.
    const isFirst = isHalved && kins.firstOf(job.experiment) === job.experiment;
    const duration = isFirst ? undefined : durations?.get(kin);
    return { ...job, kin, ...(duration !== undefined && { duration }) };
  });
  return isHalved
    ? { ...holdRepetitions(source, request, arranged, kins), kins }
    : { jobs: arranged, ...nothing, kins };
}

// Whether the duration of any job is known, or may become known from another one.
function isMeasurable({ plan, longestFirst }: JobSource): boolean {
  if (longestFirst === undefined) return false;
  return longestFirst.earlier.size > 0 || plan.experiments.some(({ repetition }) => repetition > 0);
}

/** The kin of an adopted run. */
function kinship(kins: Kins | undefined, subject: Subject): Pick<Job, "kin"> {
  return kins === undefined ? {} : { kin: kins.of(subject) };
}

/** Where a run is judged that is the first repetition of its configuration, and was not judged to end before. */
export function judging(
  { plan, runs, halving }: Pick<JobSource, "plan" | "runs" | "halving">,
  stage: Stage,
  experiment: number,
  kins: Kins | undefined,
): Pick<Job, "judged"> {
  if (halving === undefined || stage !== "train" || kins?.firstOf(experiment) !== experiment) return {};
  const { id, group } = plan.experiments[experiment]!;
  const run = runOf(runs, { stage, id });
  if (isOut(run)) return {};
  return { judged: { task: plan.groups[group]!.task, rungs: rungsBehind(run, halving) } };
}

// By kin, as far as it is known: from another run of it on the same kind of device, else from an earlier grid.
function durationsOf(
  { plan, runs, hardware, longestFirst }: JobSource,
  { stage }: JobRequest,
  jobs: readonly Job[],
  kins: Kins,
): ReadonlyMap<number, number> {
  const durations = new Map<number, number>();
  const note = (subject: Subject, duration: number | undefined) => {
    if (duration !== undefined && !durations.has(kins.of(subject))) durations.set(kins.of(subject), duration);
  };
  const indices = new Map(plan.experiments.map(({ id }, index) => [id, index]));
  for (const [{ id, test }, run] of runsOfStage(runs, stage)) {
    const experiment = indices.get(id);
    if (experiment === undefined) continue;
    note({ experiment, ...(test !== undefined && { test }) }, durationOf(run, hardware.kind === "gpu"));
  }
  const { earlier } = longestFirst!;
  if (earlier.size === 0) return durations;
  for (const job of jobs) {
    const { hash } = plan.experiments[job.experiment]!;
    note(job, earlier.get(tableKey({ id: hash, ...(job.test !== undefined && { test: job.test }) })));
  }
  return durations;
}

// Further repetitions follow the success of the first one, unless it was judged not to be among the best.
function holdRepetitions(
  source: JobSource,
  request: JobRequest,
  jobs: readonly Job[],
  kins: Kins,
): Pick<Arrangement, "jobs" | "skipped" | "held"> {
  const { plan, runs } = source;
  const running = new Set(jobs.map(({ experiment }) => experiment));
  const [skipped, held]: [number[], number[]] = [[], []];
  const arranged = jobs.flatMap((job): Job[] => {
    const { experiment } = job;
    const first = kins.firstOf(experiment);
    if (first === experiment) return [{ ...job, ...judging(source, "train", experiment, kins) }];
    const run = runOf(runs, { stage: "train", id: plan.experiments[first]!.id });
    const isRefused = isNewestOut(run) && !request.continueStopped;
    if (hasSucceeded(run) && !isRefused) return [job];
    if (running.has(first) || isUnfinished(run)) return [{ ...job, waits: true }];
    (isStoppedEarly(run) || hasSucceeded(run) ? skipped : held).push(experiment);
    return [];
  });
  return { jobs: arranged, skipped, held };
}
