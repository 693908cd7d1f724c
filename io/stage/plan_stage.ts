/** Plans a stage: its jobs, the room for them, and whether their requirements are met. */
import { basename, dirname, join } from "@std/path";
import { checkStageFlags } from "../../lib/expand/checks/check_commands.ts";
import { concurrencyLimit, type HalvingRule, type Settings } from "../../lib/grid/settings/settings.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { aggregateRun, overallState } from "../../lib/plan/aggregate.ts";
import {
  type Experiment,
  type GridSettings,
  gridSettings,
  groupsInUse,
  trainingSpec,
  withPrefix,
} from "../../lib/plan/plan.ts";
import { selectExperiments } from "../../lib/plan/select.ts";
import { runsOfStage, stateName, tableKey } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { ruleOf } from "../../lib/schedule/early_stopping/recall_rungs.ts";
import { durationOf, expectedTimes } from "../../lib/schedule/jobs/durations.ts";
import { type JobList, type JobRequest, planJobs } from "../../lib/schedule/jobs/plan_jobs.ts";
import type { Room } from "../../lib/schedule/slots.ts";
import { hasAutoTime } from "../../lib/slurm/sbatch_options.ts";
import { isGridDirName } from "../../lib/store/grid_dir_name.ts";
import { experimentDir, gridPaths } from "../../lib/store/layout.ts";
import { readJournal, readPlan } from "../grid/grid_dir.ts";
import type { GridSession } from "../grid/session.ts";
import { findCheckpoint } from "../results/find_checkpoint.ts";
import { namesIn, statIfExists } from "../system/files.ts";
import type { Backend } from "./backend/backend.ts";
import { checkStage } from "./check_stage.ts";
import type { StageRequest } from "./stage_request.ts";

/** The plan of a stage. */
export interface StageSetup {
  readonly jobRequest: JobRequest;
  readonly list: JobList;
  /** The rule by which trainings are stopped early; absent if none is. */
  readonly halving: HalvingRule | undefined;
  /** The limits of time of jobs, where these follow from how long runs take: see `JobSource`. */
  readonly times: ReadonlyMap<number, number> | undefined;
  /** Maximum number of concurrent runs; `Infinity`: no limit. */
  readonly maxConcurrentRuns: number;
  readonly room: Room;
  readonly gridSettings: GridSettings;
  /** The settings of all groups in use. */
  readonly settings: readonly Settings[];
  /** Finds the checkpoint of an experiment; `undefined` if there is none. */
  readonly checkpointOf: (experiment: Experiment) => string | undefined;
}

/**
 * Selects the experiments of a request.
 *
 * @returns indices of experiments; `undefined` for all
 * @throws {InputError} if `only` matches no experiment
 */
export function selectRequested(
  { plan, runs }: Pick<GridSession, "plan" | "runs">,
  { stage, only = [] }: StageRequest,
): ReadonlySet<number> | undefined {
  if (!Array.isArray(only)) return only as ReadonlySet<number>;
  return selectExperiments(plan, only, {
    stateOf: (experiment) => stateName(aggregateRun(plan, runs, stage, experiment).state),
    dirOf: experimentDir,
  });
}

/**
 * Selects the experiments that both stages of `grid:run` run. Their state is that over both stages.
 *
 * @returns indices of experiments; `undefined` for all
 * @throws {InputError} if `only` matches no experiment
 */
export function selectForBoth(
  { plan, runs }: Pick<GridSession, "plan" | "runs">,
  only: readonly string[],
): ReadonlySet<number> | undefined {
  const stateOf = (experiment: Experiment) => overallState(plan, runs, experiment);
  return selectExperiments(plan, only, { stateOf, dirOf: experimentDir });
}

/** Which experiments a stage is planned for, and where they run. */
export interface StageScope {
  readonly backend: Backend;
  /** Indices of experiments; `undefined` for all. */
  readonly only: ReadonlySet<number> | undefined;
  /** The ids of experiments that will have been trained, and have a checkpoint, when the stage begins. */
  readonly expected: ReadonlySet<string>;
}

/** Plans a stage. */
export function planStage(
  { root, plan, runs }: Pick<GridSession, "root" | "plan" | "runs">,
  request: StageRequest,
  { backend, only, expected }: StageScope,
): StageSetup {
  const { stage } = request;
  const again = request.again ?? false;
  const jobRequest: JobRequest = {
    stage,
    only,
    retryFailed: again || (request.retryFailed ?? false),
    again,
    repeat: request.repeat ?? 1,
    continueStopped: request.continueStopped ?? false,
    ...(request.retries !== undefined && { retries: request.retries }),
  };
  const ofGrid = gridSettings(plan);
  const settings = groupsInUse(plan).map((group) => trainingSpec(group).settings);
  const maxConcurrentRuns = request.maxConcurrentRuns === undefined
    ? plan.maxConcurrentRuns
    : concurrencyLimit(request.maxConcurrentRuns);
  const room = backend.room(settings, maxConcurrentRuns);
  const checkpointOf = createCheckpointFinder(
    root,
    (experiment) => trainingSpec(plan.groups[experiment.group]!).settings.checkpoint,
  );
  const expectedOf = (experiment: Experiment) => expected.has(experiment.id) ? "" : checkpointOf(experiment);
  const { kind } = room.hardware;
  const isLimited = kind === "cluster" && settings.some(hasAutoTime);
  const isOrdered = ofGrid.order === "longest";
  const earlier = isOrdered || isLimited
    ? earlierDurations(root, plan.name, { stage, onGpus: kind === "gpu" })
    : new Map<string, number>();
  const source = {
    plan,
    runs,
    hardware: room.hardware,
    checkpointOf: expectedOf,
    halving: ruleOf(plan),
    longestFirst: isOrdered ? { earlier } : undefined,
    times: isLimited ? expectedTimes({ plan, runs, stage, earlier }) : undefined,
  };
  const list = planJobs(source, jobRequest);
  return {
    jobRequest,
    list,
    halving: source.halving,
    times: source.times,
    maxConcurrentRuns,
    gridSettings: ofGrid,
    settings,
    room,
    checkpointOf,
  };
}

// Searches each experiment once: its tests share the checkpoint.
function createCheckpointFinder(root: string, globOf: (experiment: Experiment) => string) {
  const checkpoints = new Map<string, string | undefined>();
  return (experiment: Experiment): string | undefined => {
    const { id, model } = experiment;
    if (!checkpoints.has(id)) {
      checkpoints.set(id, model ?? findCheckpoint(join(root, experimentDir(experiment)), globOf(experiment)));
    }
    return checkpoints.get(id);
  };
}

/**
 * Checks the flags of a stage, and that what its runs need is available.
 *
 * @throws {InputError} with all problems
 */
export function checkRequirements(
  { root, path, plan }: Pick<GridSession, "root" | "path" | "plan">,
  request: StageRequest,
): void {
  const { stage, prefix } = request;
  const flags = checkStageFlags(plan, stage, request).map(([source, message]) => ({ source, message }));
  const problems = [
    ...flags.map((problem) => ({ severity: "error" as const, ...problem })),
    ...checkStage({
      plan: withPrefix(plan, prefix),
      stage,
      source: shownPath(path, Deno.cwd()),
      gridDir: root,
      devices: request.gpus?.devices,
    }),
  ];
  if (problems.length > 0) throw new InputError(problems);
}

// Reads how long runs took in earlier grids of the same grid file.

// The newest ones say the most, and reading more would delay the first start.
const MAX_GRIDS = 3;
const MAX_PLAN_BYTES = 8 * 2 ** 20;

/**
 * The durations of runs that have ended, in milliseconds, by hash of the experiment and name of the test ({@link tableKey}).
 *
 * @param root the grid directory, absolute; earlier ones are next to it
 * @param name of the grid
 * @param onGpus whether the runs were on GPUs: others tell nothing
 */
function earlierDurations(
  root: string,
  name: string,
  { stage, onGpus }: { readonly stage: Stage; readonly onGpus: boolean },
): ReadonlyMap<string, number> {
  const durations = new Map<string, number>();
  const [parent, own] = [dirname(root), basename(root)];
  // After the name of the grid, its time.
  const earlier = namesIn(parent).filter((other) => isGridDirName(other, name) && other < own);
  for (const other of earlier.sort().slice(-MAX_GRIDS).reverse()) {
    for (const [key, duration] of durationsIn(join(parent, other), stage, onGpus)) {
      if (!durations.has(key)) durations.set(key, duration);
    }
  }
  return durations;
}

function durationsIn(root: string, stage: Stage, onGpus: boolean): [string, number][] {
  try {
    const paths = gridPaths(root);
    if ((statIfExists(paths.plan)?.size ?? Infinity) > MAX_PLAN_BYTES) return [];
    const [plan, { runs }] = [readPlan(paths), readJournal(paths)];
    const hashes = new Map(plan.experiments.map(({ id, hash }) => [id, hash]));
    return [...runsOfStage(runs, stage)].flatMap(([{ id, test }, run]): [string, number][] => {
      const [duration, hash] = [durationOf(run, onGpus), hashes.get(id)];
      if (duration === undefined || hash === undefined) return [];
      return [[tableKey({ id: hash, ...(test !== undefined && { test }) }), duration]];
    });
  } catch {
    // A grid that cannot be read tells nothing.
    return [];
  }
}
