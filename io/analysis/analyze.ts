/** An analysis, from directories to tables. */
import { basename, resolve } from "@std/path";
import type { Metric } from "../../lib/grid/metric.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { shownPath } from "../../lib/messages/shown_path.ts";
import { PlanError } from "../../lib/store/plan_format.ts";
import { findTargets } from "../grid/find_grid.ts";
import { isGridDir } from "../grid/grid_dir.ts";
import { type Notes, reasonOf } from "../results/notes.ts";
import { errnoOf } from "../system/files.ts";
import { type Collected, createCollection } from "./collection.ts";
import { openGridSource } from "./grid_source.ts";
import { createParallelReader } from "./read_parallel.ts";
import type { Source } from "./source.ts";
import { openTreeSource } from "./tree_source.ts";

/** Something that could not be read. */
export interface Unreadable {
  /** As people see it. */
  readonly path: string;
  readonly reason: string;
}

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
  /** Whether there is a table of single numbers, too. */
  readonly long: boolean;
  /** How many threads may read. */
  readonly cores: number;
  /** Told how far it is with what is known by now. */
  progress(done: number, total: number): void;
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
  expdir: string,
  { long, cores, progress }: AnalysisOptions,
): Promise<Analysis> {
  const unreadable: Unreadable[] = [];
  const leftOut = new Set<string>();
  const cwd = Deno.cwd();
  const notes: Notes = {
    unreadable: (path, reason) => void unreadable.push({ path: shownPath(resolve(path), cwd), reason }),
    leftOut: (key) => void leftOut.add(key),
  };
  using resources = new DisposableStack();
  const collection = resources.use(createCollection(long));
  using reader = createParallelReader(cores);
  const opened = new Set<string>();
  // Not the sources themselves, which hold plans and journals.
  const read: { root: string; waiting: number; dropped: number; metrics: readonly Metric[] }[] = [];
  let [done, total] = [0, 0];

  // A grid that cannot be read costs its own rows, unless it is all there is.
  function openReadable(root: string): Source | undefined {
    try {
      return openGridSource(root, notes);
    } catch (error) {
      if (!(error instanceof PlanError || error instanceof Deno.errors.InvalidData || errnoOf(error))) throw error;
      notes.unreadable(root, error instanceof PlanError ? error.message : reasonOf(error));
      return undefined;
    }
  }

  // Returns whether there is anything to analyze.
  async function readAll(root: string): Promise<boolean> {
    // A link `newest` beside the grids is one of them a second time.
    const place = Deno.realPathSync(root);
    if (opened.has(place)) return true;
    opened.add(place);
    const isGrid = isGridDir(root);
    const source = isGrid ? openReadable(root) : openTreeSource(root, notes);
    if (source === undefined) return true;
    const grids: string[] = [];
    let [index, count] = [0, 0];
    total += source.tasks.length;
    for await (const part of reader.read(source.tasks, notes)) {
      const { experiments, grids: inside } = source.take(part, index++);
      experiments.forEach(collection.add);
      count += experiments.length;
      grids.push(...inside);
      progress(++done, total);
    }
    const { waiting, dropped, metrics } = source;
    for (const configuration of waiting) collection.addWaiting(root, configuration);
    if (isGrid || count > 0) read.push({ root, waiting: waiting.length, dropped, metrics });
    for (const grid of grids) await readAll(grid);
    return isGrid || count > 0 || grids.length > 0;
  }

  const found = findTargets(targets, expdir);
  const empty: string[] = [];
  for (const { source, root } of found) if (!await readAll(root)) empty.push(source);
  const refuse = (problems: readonly Omit<Problem, "severity">[]) =>
    new InputError(problems.map((problem) => ({ severity: "error", ...problem })));
  if (empty.length > 0) throw refuse(empty.map((source) => ({ source, message: NOTHING })));
  if (read.length === 0) throw refuse(unreadable.map(({ path, reason }) => ({ source: path, message: reason })));

  const grids = read.length > 1 ? nameRoots(read.map(({ root }) => root), cwd) : undefined;
  const metrics = new Map(
    read.flatMap(({ metrics }) => metrics.map((metric) => [`${metric.goal} ${metric.name}`, metric])),
  );
  const open = resources.move();
  return {
    ...collection.finish(grids),
    withGrid: grids !== undefined,
    waiting: read.reduce((sum, { waiting }) => sum + waiting, 0),
    dropped: read.reduce((sum, { dropped }) => sum + dropped, 0),
    metrics: [...metrics.values()],
    unreadable,
    leftOut: [...leftOut],
    home: found[0]!.root,
    [Symbol.dispose]: () => open.dispose(),
  };
}

const NOTHING = "there is nothing to analyze: no grid directory, and no directory with a training_configuration.yaml " +
  "and models/model_best.*";

// Directories of one name are told apart by their paths.
function nameRoots(roots: readonly string[], cwd: string): Map<string, string> {
  const counts = Map.groupBy(roots, (root) => basename(root));
  return new Map(
    roots.map((root) => [root, counts.get(basename(root))!.length === 1 ? basename(root) : shownPath(root, cwd)]),
  );
}
