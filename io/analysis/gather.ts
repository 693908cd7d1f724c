/** Reads directories into a collection: grids, trees, and grids inside trees. */
import { dirname, join } from "@std/path";
import type { Unreadable } from "../../lib/analysis/describe_unreadable.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import type { ExperimentDetails } from "../../lib/report/experiment_details.ts";
import type { ExperimentResult } from "../../lib/results/experiment_result.ts";
import { compareRuns } from "../../lib/results/finished_runs.ts";
import { PlanError } from "../../lib/store/plan_format.ts";
import { isGridDir } from "../grid/grid_dir.ts";
import { type Notes, reasonOf } from "../results/read_part.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { errnoOf } from "../system/file_errors.ts";
import { openFinishedRuns } from "./finished_runs_source.ts";
import { openGridSource } from "./grid_source.ts";
import type { ParallelReader } from "./read_parallel.ts";
import type { Source, TakenRun } from "./source.ts";
import { openTreeSource } from "./tree_source.ts";

/** What is kept of a grid or tree after reading it. Its source, with plan and journal, would take too much memory. */
export interface ReadRoot
  extends Pick<Source, "root" | "deleted" | "dropped" | "cleaned" | "metrics" | "fingerprints" | "launchedWith"> {
  /** Number of succeeded tests whose directories were deleted. */
  readonly deletedTests: number;
  /** Number of experiments that have not started. */
  readonly pending: number;
}

/** The state of gathering: inputs, and what was read so far. */
export interface Gathering {
  readonly collection: ExperimentCollection;
  /** Whether details are gathered, too, for a report. */
  readonly forReport: boolean;
  readonly reader: ParallelReader;
  /** Adds to `unreadable`, `hidden`, `leftOut` and `conflicts`. */
  readonly notes: Notes;
  readonly unreadable: readonly Unreadable[];
  /** Paths, for display, of hidden directories with experiments. */
  readonly hidden: readonly string[];
  /** Keys of lists in `metrics.json` that are too long to become columns. */
  readonly leftOut: ReadonlySet<string>;
  /** Results of which two files have different values: the first of each column, described, and how many there are. */
  readonly conflicts: ReadonlyMap<string, { readonly first: string; count: number }>;
  readonly roots: ReadRoot[];
  /** Runs that no grid made, of all directories. */
  readonly finishedRuns: TakenRun[];
  /** Real paths of what was read, so that nothing is read twice. */
  readonly opened: Set<string>;
  readonly progress: Progress;
  /** Called for each source before it is read. */
  enter(source: Source): void;
}

export interface ExperimentCollection {
  /** @param details present if they are gathered */
  add(experiment: ExperimentResult, details?: ExperimentDetails): void;
  /** Adds an experiment that has not started. */
  addPending(grid: string, configuration: string): void;
  /** Adds an experiment that was skipped because early stopping ended the first repetition of its configuration. */
  addSkipped(grid: string, configuration: string): void;
}

interface Progress {
  done: number;
  total: number;
  show(done: number, total: number): void;
}

/**
 * Creates the state before anything has been read.
 *
 * @param options `show` is called with the number of tasks done and the number of tasks known so far
 */
export function startGathering(
  collection: ExperimentCollection,
  reader: ParallelReader,
  { show, forReport }: { readonly show: Progress["show"]; readonly forReport: boolean },
): Gathering {
  const cwd = Deno.cwd();
  const unreadable: Unreadable[] = [];
  const noted = new Set<string>();
  const hidden: string[] = [];
  const leftOut = new Set<string>();
  const conflicts = new Map<string, { readonly first: string; count: number }>();
  let experiments: ReadonlySet<string> = new Set();
  return {
    collection,
    forReport,
    reader,
    notes: {
      unreadable(path, reason) {
        // Results and curves may be read from one file.
        const key = `${path}\0${reason}`;
        if (noted.has(key)) return;
        noted.add(key);
        const place = placeIn(experiments, path);
        unreadable.push({ path: shownPath(absolutePath(path), cwd), reason, ...(place !== undefined && { place }) });
      },
      hidden: (path) => void hidden.push(shownPath(absolutePath(path), cwd)),
      leftOut: (key) => void leftOut.add(key),
      conflict(dir, { column, used, other }) {
        const known = conflicts.get(column);
        if (known !== undefined) known.count++;
        else {
          const first = `${
            shownPath(absolutePath(dir), cwd)
          }: ${used.value} in ${used.file}, ${other.value} in ${other.file}`;
          conflicts.set(column, { first, count: 1 });
        }
      },
    },
    unreadable,
    hidden,
    leftOut,
    conflicts,
    roots: [],
    finishedRuns: [],
    opened: new Set(),
    progress: { done: 0, total: 0, show },
    enter: ({ tasks }) => void (experiments = new Set(tasks.map(({ root, path }) => join(root, path)))),
  };
}

// Where a file is in its experiment, or in its part of a tree.
function placeIn(experiments: ReadonlySet<string>, path: string): string | undefined {
  for (let dir = path; dir !== dirname(dir); dir = dirname(dir)) {
    if (experiments.has(dir)) return path.slice(dir.length + 1);
  }
  return undefined;
}

/**
 * Reads a grid directory, or a tree and the grids in it.
 *
 * @returns whether there is anything to analyze
 */
export async function gatherRoot(gathering: Gathering, root: string): Promise<boolean> {
  // A link such as `newest` can lead to a grid that was already read.
  const realPath = Deno.realPathSync(root);
  if (gathering.opened.has(realPath)) return true;
  gathering.opened.add(realPath);
  const isGrid = isGridDir(root);
  const { notes, forReport } = gathering;
  const source = isGrid ? openReadableGrid(root, notes, forReport) : openTreeSource(root, notes, forReport);
  if (source === undefined) return true;
  if (await gatherOpened(gathering, source, isGrid)) return true;
  // What MI-Prometheus made is not read in another way.
  const runs = openFinishedRuns(root, notes, forReport);
  return runs !== undefined && await gatherOpened(gathering, runs, false);
}

// Whether there is anything to analyze.
async function gatherOpened(gathering: Gathering, source: Source, isGrid: boolean): Promise<boolean> {
  const { root } = source;
  const { count, grids, ...deletions } = await gatherSource(gathering, source);
  const { pending, dropped, cleaned, metrics, fingerprints, launchedWith } = source;
  for (const configuration of pending) gathering.collection.addPending(root, configuration);
  for (const configuration of source.skipped) gathering.collection.addSkipped(root, configuration);
  if (isGrid || count > 0) {
    const kept = { root, dropped, cleaned, metrics, fingerprints, launchedWith, ...deletions };
    gathering.roots.push({ ...kept, pending: pending.length });
  }
  for (const grid of grids) await gatherRoot(gathering, grid);
  return isGrid || count > 0 || grids.length > 0;
}

/** Adds the runs that no grid made to the collection, after all of them were read. */
export function addFinishedRuns({ collection, finishedRuns }: Gathering): void {
  const identities = compareRuns(finishedRuns);
  for (const [index, { grid, name, result, details }] of finishedRuns.entries()) {
    const { seeds, ...identity } = identities[index]!;
    const training = { ...result.training, seedTorch: seeds.torch, seedNumpy: seeds.numpy };
    collection.add({ ...result, grid, name, ...identity, training }, details);
  }
}

interface GatheredSource extends Pick<ReadRoot, "deleted" | "deletedTests"> {
  readonly count: number;
  readonly grids: readonly string[];
}

/** Reads a source; returns the number of its experiments, and the grids inside it, which are not read yet. */
async function gatherSource(
  { collection, reader, notes, progress, finishedRuns, enter }: Gathering,
  source: Source,
): Promise<GatheredSource> {
  enter(source);
  const grids: string[] = [];
  let [index, count, deleted, deletedTests] = [0, 0, source.deleted, 0];
  progress.total += source.tasks.length;
  for await (const part of reader.read(source.tasks, notes)) {
    const taken = source.take(part, index++);
    const { experiments, finishedRuns: runs = [], grids: inside } = taken;
    experiments.forEach((experiment, at) => collection.add(experiment, taken.details?.[at]));
    finishedRuns.push(...runs);
    count += experiments.length + runs.length;
    deleted += taken.deleted ?? 0;
    deletedTests += taken.deletedTests ?? 0;
    grids.push(...inside);
    progress.show(++progress.done, progress.total);
  }
  return { count, grids, deleted, deletedTests };
}

// An unreadable grid is an error only if nothing else was read. Otherwise only its own rows are missing.
function openReadableGrid(root: string, notes: Notes, forReport: boolean): Source | undefined {
  try {
    return openGridSource(root, notes, forReport);
  } catch (error) {
    if (!(error instanceof PlanError || error instanceof Deno.errors.InvalidData || errnoOf(error))) throw error;
    notes.unreadable(root, error instanceof PlanError ? error.message : reasonOf(error));
    return undefined;
  }
}
