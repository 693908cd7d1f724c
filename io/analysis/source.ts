/** The interface of what can be analyzed: a grid directory, or a tree of experiments trained without one. */
import type { Metric } from "../../lib/grid/settings/settings.ts";
import type { ExperimentDetails } from "../../lib/report/experiment_details.ts";
import type { ExperimentResult } from "../../lib/results/result_source.ts";
import type { Fingerprints } from "../../lib/run/journal_record.ts";
import type { ReadPart, ReadTask } from "./read_task.ts";

/** What a part has. */
export interface TakenPart {
  readonly experiments: readonly ExperimentResult[];
  /** The details of each experiment, if the source was opened for a report. */
  readonly details?: readonly ExperimentDetails[];
  /** Grid directories inside it. */
  readonly grids: readonly string[];
  /** Number of experiments whose directories were deleted. They are added to {@link Source.pending}. */
  readonly deleted?: number;
  /** Number of succeeded tests whose directories were deleted. */
  readonly deletedTests?: number;
}

/** A grid or tree to analyze. */
export interface Source {
  /** Absolute path. */
  readonly root: string;
  /** The read tasks. */
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
  /** Configurations of the experiments that are not started, as their first repetition was stopped early; without a row, too. */
  readonly skipped: readonly string[];
  /** Number of experiments in {@link pending} whose directories were deleted. */
  readonly deleted: number;
  /** Number of started experiments that are no longer in the grid. Their names may now mean other configurations. */
  readonly dropped: number;
  /** Number of experiments whose checkpoints were removed on request. */
  readonly cleaned: number;
  /** The fingerprints of its launches; empty for a tree. */
  readonly fingerprints: Fingerprints;
  /** By the settings of their trainings, the fingerprints of all trained models, in the order of the plan. */
  readonly launchedWith: readonly (readonly string[])[];
  /** The metrics of the grid and its tasks. */
  readonly metrics: readonly Metric[];
}
