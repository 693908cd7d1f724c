/** The interface of what can be analyzed: a grid directory, or a tree of experiments or runs that were made without one. */
import type { Metric } from "../../lib/grid/settings/settings.ts";
import { sha256 } from "../../lib/plan/identities.ts";
import type { ExperimentDetails } from "../../lib/report/experiment_details.ts";
import { withoutSeeds } from "../../lib/results/configuration_facts.ts";
import type { ExperimentResult } from "../../lib/results/experiment_result.ts";
import type { FinishedRun, RunIdentity } from "../../lib/results/finished_runs.ts";
import type { Fingerprints } from "../../lib/run/journal_record.ts";
import { findExperiments } from "../mi_prometheus/find_experiments.ts";
import { type ReadExperiment, readExperiment } from "../mi_prometheus/read_experiment.ts";
import type { Notes } from "../results/read_part.ts";
import { type FinishedRunFiles, type FinishedRunTask, readFinishedRun } from "./read_finished_run.ts";
import { type DetailReader, type FileDetails, readRun, type RunFiles, type RunTask } from "./read_run.ts";

/** The contents of a part. */
export interface TakenPart {
  readonly experiments: readonly ExperimentResult[];
  /** Runs that become experiments once all of them are known. Absent if there are none. */
  readonly finishedRuns?: readonly TakenRun[];
  /** The details of each experiment, if the source was opened for a report. */
  readonly details?: readonly ExperimentDetails[];
  /** Grid directories inside it. */
  readonly grids: readonly string[];
  /** Number of experiments whose directories were deleted. They are added to {@link Source.pending}. */
  readonly deleted?: number;
  /** Number of succeeded tests whose directories were deleted. */
  readonly deletedTests?: number;
}

/** A test within a training: nothing else is known of it. */
export const NO_TEST = { configuration: "", started: "", seedTorch: "", seedNumpy: "" };

/** A run that no grid made. */
export interface TakenRun extends FinishedRun {
  /** What it is as an experiment, apart from what follows from the other runs. */
  readonly result: Omit<ExperimentResult, "grid" | "name" | keyof RunIdentity>;
  readonly details?: ExperimentDetails;
}

/** A grid or tree to analyze. */
export interface Source {
  /** Absolute path. */
  readonly root: string;
  readonly tasks: readonly ReadTask[];
  /**
   * Returns the experiments in a part, and the grid directories inside it. Must be called for each task, in order.
   *
   * @param part the result of the task
   * @param index index of the task
   */
  take(part: ReadPart, index: number): TakenPart;
  /** Configurations of the experiments that have not started; these have no row. Complete after all parts were taken. */
  readonly pending: readonly string[];
  /**
   * Configurations of experiments that were skipped because early stopping ended their first repetition. They have no row
   * either.
   */
  readonly skipped: readonly string[];
  /** Number of experiments in {@link pending} whose directories were deleted. */
  readonly deleted: number;
  /** Number of started experiments that are no longer in the grid. Their names may now mean other configurations. */
  readonly dropped: number;
  /** Number of experiments whose checkpoints were removed on request. */
  readonly cleaned: number;
  /** The fingerprints of its launches; empty for a tree. */
  readonly fingerprints: Fingerprints;
  /**
   * The fingerprints of all trained models, in the order of the plan: one list for each group of models with the same training
   * settings.
   */
  readonly launchedWith: readonly (readonly string[])[];
  /** The metrics of the grid and its tasks. */
  readonly metrics: readonly Metric[];
}

/** What a source has that is no grid: nothing is known of what is still to come, and of how its experiments were started. */
export const NO_GRID: Omit<Source, "root" | "tasks" | "take"> = {
  pending: [],
  skipped: [],
  deleted: 0,
  dropped: 0,
  cleaned: 0,
  fingerprints: new Map(),
  launchedWith: [],
  metrics: [],
};

/**
 * A part of the reading that is independent of the others, so that a worker can do it: an experiment of a grid, a part of a tree,
 * or a run that no grid made. Plain data, as are the results.
 */
export type ReadTask = RunTask | TreeTask | FinishedRunTask;

/** A directory of a tree with everything below it. */
export interface TreeTask {
  readonly kind: "tree";
  readonly root: string;
  /** Relative to the root. */
  readonly path: string;
}

/** The result of a task. */
export type ReadPart = RunFiles | TreePart | FinishedRunFiles;

/** The contents of a part of a tree. */
export interface TreePart {
  readonly kind: "tree";
  readonly experiments: readonly TreeExperiment[];
  /** Grid directories inside it, not read yet. Relative to the root. */
  readonly grids: readonly string[];
}

export interface TreeExperiment extends Omit<ReadExperiment, "text"> {
  /** Relative to the root. */
  readonly path: string;
  /** The path without links, if a link leads there. */
  readonly realPath?: string;
  /** Identifies the configuration: equal for experiments that only differ in seeds. */
  readonly configuration: string;
  /** Present if they were requested. */
  readonly details?: FileDetails;
}

/**
 * Runs one task.
 *
 * @param readDetails reads the details that a report needs
 */
export function readTask(task: ReadTask, notes: Notes, readDetails?: DetailReader): ReadPart {
  if (task.kind === "run") return readRun(task, notes, readDetails);
  if (task.kind === "finished run") return readFinishedRun(task, notes, readDetails);
  const { experiments, grids } = findExperiments(task.root, task.path, notes);
  return {
    kind: "tree",
    grids,
    experiments: experiments.map((experiment): TreeExperiment => {
      const { text, ...read } = readExperiment(task.root, "", experiment, notes);
      return {
        ...read,
        path: experiment.path,
        ...(experiment.realPath !== undefined && { realPath: experiment.realPath }),
        configuration: text === "" ? experiment.path : sha256(withoutSeeds(text)),
        ...(readDetails && { details: readDetails(experiment.listing, () => [], [], notes) }),
      };
    }),
  };
}
