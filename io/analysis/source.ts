/** What can be analyzed: a grid directory, or a tree of experiments that were trained without one. */
import type { Metric } from "../../lib/grid/metric.ts";
import type { ExperimentResult } from "../../lib/results/experiment_result.ts";
import type { ReadPart, ReadTask } from "./read_task.ts";

/** One grid, or one tree, as it is analyzed. */
export interface Source {
  /** Absolute. */
  readonly root: string;
  /** What is to be read. */
  readonly tasks: readonly ReadTask[];
  /**
   * The experiments of a part, and the grid directories in it. To be called for each task in its turn.
   *
   * @param index of the task
   */
  take(part: ReadPart, index: number): { experiments: readonly ExperimentResult[]; grids: readonly string[] };
  /** The configurations of the experiments that were never started: they have no row. */
  readonly waiting: readonly string[];
  /** How many were started, and are in the grid no longer: their names may stand for other configurations now. */
  readonly dropped: number;
  /** What "best" means, as the grid and its tasks have it. */
  readonly metrics: readonly Metric[];
}
