/**
 * Puts the jobs of a request in order, as far as that depends on other runs of the same configuration: how long they take, and
 * whether further repetitions wait for the first one, which is judged when runs are stopped early.
 */
import { hasSucceeded, isNewestOut, isStoppedEarly, isUnfinished, type Run } from "../../run/run_state.ts";
import { runOf, runsOfStage, tableKey } from "../../run/run_table.ts";
import type { Stage } from "../../run/stage.ts";
import { isOut, rungsBehind } from "../early_stopping/recall_rungs.ts";
import { createKins, type Kins, type Subject } from "../kins.ts";
import type { Job } from "../state.ts";
import type { JobList, JobRequest, JobSource } from "./job_request.ts";

/** The jobs of a request, arranged. */
export type Arrangement = Pick<JobList, "jobs" | "skipped" | "held" | "kins">;

/** Arranges jobs that are in the order of the plan. */
export function arrangeJobs(source: JobSource, request: JobRequest, jobs: readonly Job[]): Arrangement {
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
export function kinship(kins: Kins | undefined, subject: Subject): Pick<Job, "kin"> {
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
  { plan, runs, backend, longestFirst }: JobSource,
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
    note({ experiment, ...(test !== undefined && { test }) }, durationOf(run, backend.kind === "gpu"));
  }
  const { earlier } = longestFirst!;
  if (earlier.size === 0) return durations;
  for (const job of jobs) {
    const { hash } = plan.experiments[job.experiment]!;
    note(job, earlier.get(tableKey({ id: hash, ...(job.test !== undefined && { test: job.test }) })));
  }
  return durations;
}

/**
 * How long a run took that has ended by itself, or was stopped early: milliseconds.
 *
 * @param onGpus on which kind of device: a run on the other one tells nothing
 */
export function durationOf(run: Run, onGpus: boolean): number | undefined {
  const { started, ended, devices } = run.newest ?? {};
  if (!hasSucceeded(run) && !isStoppedEarly(run)) return undefined;
  if (started === undefined || ended === undefined || (devices!.length > 0) !== onGpus) return undefined;
  return Math.max(0, ended - started);
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
