/** Analyzes grid directories and trees: reads their results, and builds the tables. */
import { basename } from "@std/path";
import { describeDoubts } from "../../lib/analysis/describe_doubts.ts";
import type { Metric } from "../../lib/grid/metric.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { shownPath } from "../../lib/messages/shown_path.ts";
import { findTargets, type Target } from "../grid/find_grid.ts";
import { type Collected, createCollection } from "./collection.ts";
import { type Gathering, gatherRoot, type ReadRoot, startGathering, type Unreadable } from "./gather.ts";
import { createParallelReader } from "./read_parallel.ts";

/** The result of an analysis. Its rows can be read until it is disposed of. */
export interface Analysis extends Collected, Disposable {
  /** Whether several grids were analyzed together. */
  readonly withGrid: boolean;
  /** Number of experiments that have not started. */
  readonly pending: number;
  /** Number of experiments whose directories were deleted. They are pending. */
  readonly deleted: number;
  /** Number of succeeded tests whose directories were deleted. They are left out. */
  readonly deletedTests: number;
  /** Number of experiments with results that are no longer in their grids, and are left out. */
  readonly dropped: number;
  /** The distinct metrics of the grids. */
  readonly metrics: readonly Metric[];
  readonly unreadable: readonly Unreadable[];
  /** Why means and comparisons should be looked at: results of different commands, repetitions with the same numbers. */
  readonly warnings: readonly string[];
  /** Paths, for display, of hidden directories with experiments, which are left out. */
  readonly hidden: readonly string[];
  /** Keys of lists in `metrics.json` that are too long to become columns. */
  readonly leftOut: readonly string[];
  /** The directory for the tables, unless the user names another. */
  readonly home: string;
}

/** Options of an analysis. */
export interface AnalysisOptions {
  /** Directory of the grids, as typed: without targets its newest grid is analyzed. Default: `experiments`. */
  readonly expdir?: string;
  /** Whether to build the long table. Default: `false`. */
  readonly long?: boolean;
  /** Maximum number of threads. Default: one per core. */
  readonly cores?: number;
  /** Called with the number of tasks done, and of those known so far. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Reads all results and builds the tables, without writing files. Experiments are processed one at a time; only what the
 * summary needs is kept in memory.
 *
 * @param targets as for {@link findTargets}
 * @throws {InputError} if a target has nothing to analyze, or nothing can be read
 */
export async function analyze(
  targets: readonly string[],
  { expdir = "experiments", long = false, cores = navigator.hardwareConcurrency, progress = () => {} }:
    AnalysisOptions = {},
): Promise<Analysis> {
  using resources = new DisposableStack();
  const collection = resources.use(createCollection(long));
  using reader = createParallelReader(cores);
  const gathering = startGathering(collection, reader, progress);
  const directories = findTargets(targets, expdir);
  await gatherTargets(gathering, directories);
  const { roots, unreadable, hidden, leftOut } = gathering;
  const grids = roots.length > 1 ? nameRoots(roots.map(({ root }) => root), Deno.cwd()) : undefined;
  const collected = collection.finish(grids);
  const fingerprints = new Map(roots.flatMap((root) => [...root.fingerprints]));
  const launchedWith = roots.flatMap((root) => root.launchedWith);
  const open = resources.move();
  return {
    ...collected,
    warnings: describeDoubts(collected.summary.configurations, { fingerprints, launchedWith }),
    withGrid: grids !== undefined,
    pending: roots.reduce((sum, { pending }) => sum + pending, 0),
    deleted: roots.reduce((sum, { deleted }) => sum + deleted, 0),
    deletedTests: roots.reduce((sum, { deletedTests }) => sum + deletedTests, 0),
    dropped: roots.reduce((sum, { dropped }) => sum + dropped, 0),
    metrics: metricsOf(roots),
    unreadable,
    hidden,
    leftOut: [...leftOut],
    home: directories[0]!.root,
    [Symbol.dispose]: () => open.dispose(),
  };
}

// Throws if a target has nothing to analyze, or nothing could be read.
async function gatherTargets(gathering: Gathering, targets: readonly Target[]): Promise<void> {
  const empty: string[] = [];
  for (const { source, root } of targets) if (!await gatherRoot(gathering, root)) empty.push(source);
  if (empty.length > 0) throw inputError(empty.map((source) => ({ source, message: NOTHING })));
  if (gathering.roots.length > 0) return;
  throw inputError(gathering.unreadable.map(({ path, reason }) => ({ source: path, message: reason })));
}

function inputError(problems: readonly { readonly source: string; readonly message: string }[]): InputError {
  return new InputError(problems.map((problem) => ({ severity: "error", ...problem })));
}

const NOTHING = "nothing to analyze: expected a grid directory, or directories with a training_configuration.yaml " +
  "and models/model_best.*";

// Distinct metrics.
function metricsOf(roots: readonly ReadRoot[]): Metric[] {
  const metrics = roots.flatMap(({ metrics }) => metrics);
  return [...new Map(metrics.map((metric) => [`${metric.goal} ${metric.name}`, metric])).values()];
}

// Directories with the same name are shown with their paths.
function nameRoots(roots: readonly string[], cwd: string): Map<string, string> {
  const counts = Map.groupBy(roots, (root) => basename(root));
  return new Map(
    roots.map((root) => [root, counts.get(basename(root))!.length === 1 ? basename(root) : shownPath(root, cwd)]),
  );
}
