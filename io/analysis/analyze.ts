/** Analyzes grid directories and trees: reads their results, and builds the tables. */
import { describeDoubts } from "../../lib/analysis/describe_doubts.ts";
import { type Collected, createCollection } from "./collection.ts";
import type { ReadMode } from "./read_parallel.ts";
import { readTargets, type TargetFacts } from "./read_targets.ts";

/** The result of an analysis. Its rows can be read until it is disposed of. */
export interface Analysis extends Collected, TargetFacts, Disposable {
  /** The names of grids and trees by their absolute paths, if several were analyzed together. */
  readonly grids: ReadonlyMap<string, string> | undefined;
  /**
   * Reasons to doubt the means and comparisons, one message each: results of different commands, or repetitions with equal
   * numbers.
   */
  readonly warnings: readonly string[];
}

/** Options of an analysis. */
export interface AnalysisOptions {
  /** Directory of the grids, as typed: without targets its newest grid is analyzed. Default: `experiments`. */
  readonly expdir?: string;
  /** Whether to build the long table. Default: `false`. */
  readonly long?: boolean;
  /**
   * How details of experiments are read, to build the table of curves, too. Default: not at all.
   *
   * @internal
   */
  readonly curves?: ReadMode;
  /** Maximum number of threads. Default: one per core. */
  readonly cores?: number;
  /** Called with the number of tasks done and the number of tasks known so far. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Reads all results and builds the tables, without writing files. Experiments are processed one at a time; only what the
 * summary needs is kept in memory.
 *
 * @param targets as for `findTargets`
 * @throws {InputError} if a target has nothing to analyze, or nothing can be read
 */
export async function analyze(
  targets: readonly string[],
  { expdir = "experiments", long = false, curves, cores = navigator.hardwareConcurrency, progress = () => {} }:
    AnalysisOptions = {},
): Promise<Analysis> {
  using resources = new DisposableStack();
  const collection = resources.use(createCollection({ long, curves: curves !== undefined }));
  const { grids, launches, roots: _, ...facts } = await readTargets(collection, targets, {
    expdir,
    cores,
    progress,
    ...(curves && { mode: curves }),
  });
  const collected = collection.finish(grids);
  const open = resources.move();
  return {
    ...collected,
    ...facts,
    warnings: describeDoubts(collected.summary, launches, facts.unreadable.length),
    grids,
    [Symbol.dispose]: () => open.dispose(),
  };
}
