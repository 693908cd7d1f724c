/** Analyzes directories: reads the results of grids and trees, and makes the tables of them. */
import { basename } from "@std/path";
import type { Metric } from "../../lib/grid/metric.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { shownPath } from "../../lib/messages/shown_path.ts";
import { findTargets, type Target } from "../grid/find_grid.ts";
import { type Collected, createCollection } from "./collection.ts";
import { type Gathering, gatherRoot, type ReadRoot, startGathering, type Unreadable } from "./gather.ts";
import { createParallelReader } from "./read_parallel.ts";

/** What an analysis came to. Its rows are at hand as long as it is not disposed of. */
export interface Analysis extends Collected, Disposable {
  /** Whether several grids were analyzed together. */
  readonly withGrid: boolean;
  /** How many experiments were never started. */
  readonly waiting: number;
  /** How many have results and are in their grids no longer: they are left out. */
  readonly dropped: number;
  /** What the grids mean by "best". */
  readonly metrics: readonly Metric[];
  readonly unreadable: readonly Unreadable[];
  /** Keys of lists in `metrics.json` that are too long to become columns. */
  readonly leftOut: readonly string[];
  /** The directory that the tables belong into. */
  readonly home: string;
}

/** How it is done. */
export interface AnalysisOptions {
  /** Where grids are, as it was typed: the newest one is analyzed when no target is named; `experiments` by default. */
  readonly expdir?: string;
  /** Whether there is a table of single numbers, too; not by default. */
  readonly long?: boolean;
  /** How many threads may read; one per core by default. */
  readonly cores?: number;
  /** Told how far it is with what is known by now. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Reads everything and makes the tables; nothing is written. Experiments pass by one at a time: what stays in memory is what
 * the summary needs.
 *
 * @param targets as {@link findTargets} takes them
 * @throws {InputError} when there is nothing to analyze, or nothing but grids that cannot be read
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
  const { roots, unreadable, leftOut } = gathering;
  const grids = roots.length > 1 ? nameRoots(roots.map(({ root }) => root), Deno.cwd()) : undefined;
  const open = resources.move();
  return {
    ...collection.finish(grids),
    withGrid: grids !== undefined,
    waiting: roots.reduce((sum, { waiting }) => sum + waiting, 0),
    dropped: roots.reduce((sum, { dropped }) => sum + dropped, 0),
    metrics: metricsOf(roots),
    unreadable,
    leftOut: [...leftOut],
    home: directories[0]!.root,
    [Symbol.dispose]: () => open.dispose(),
  };
}

// Refuses targets in which there is nothing, and an analysis of which nothing could be read.
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

const NOTHING = "there is nothing to analyze: no grid directory, and no directory with a training_configuration.yaml " +
  "and models/model_best.*";

// What the grids mean by "best", each once.
function metricsOf(roots: readonly ReadRoot[]): Metric[] {
  const metrics = roots.flatMap(({ metrics }) => metrics);
  return [...new Map(metrics.map((metric) => [`${metric.goal} ${metric.name}`, metric])).values()];
}

// Directories of one name are told apart by their paths.
function nameRoots(roots: readonly string[], cwd: string): Map<string, string> {
  const counts = Map.groupBy(roots, (root) => basename(root));
  return new Map(
    roots.map((root) => [root, counts.get(basename(root))!.length === 1 ? basename(root) : shownPath(root, cwd)]),
  );
}
