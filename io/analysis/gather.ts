/** Reads everything below some directories into a collection: grids, trees, and the grids in trees. */
import { resolve } from "@std/path";
import { shownPath } from "../../lib/messages/shown_path.ts";
import { PlanError } from "../../lib/store/plan_format.ts";
import { isGridDir } from "../grid/grid_dir.ts";
import { type Notes, reasonOf } from "../results/notes.ts";
import { errnoOf } from "../system/files.ts";
import type { Collection } from "./collection.ts";
import { openGridSource } from "./grid_source.ts";
import type { ParallelReader } from "./read_parallel.ts";
import type { Source } from "./source.ts";
import { openTreeSource } from "./tree_source.ts";

/** Something that could not be read. */
export interface Unreadable {
  /** As people see it. */
  readonly path: string;
  readonly reason: string;
}

/** A grid or tree that was read: what the analysis needs of it at the end. Not its source, which holds a plan and a journal. */
export interface ReadRoot extends Pick<Source, "root" | "dropped" | "metrics"> {
  /** How many experiments were never started. */
  readonly waiting: number;
}

/** What reads, what it reads into, and what became of it so far. */
export interface Gathering {
  readonly collection: Collection;
  readonly reader: ParallelReader;
  /** Takes note for `unreadable` and `leftOut`. */
  readonly notes: Notes;
  readonly unreadable: readonly Unreadable[];
  /** Keys of lists in `metrics.json` that are too long to become columns. */
  readonly leftOut: ReadonlySet<string>;
  readonly roots: ReadRoot[];
  /** Real paths, so that a grid that is met twice is read once. */
  readonly opened: Set<string>;
  readonly progress: Progress;
}

interface Progress {
  done: number;
  total: number;
  show(done: number, total: number): void;
}

/** @param show told how far it is with what is known by now */
export function startGathering(
  collection: Collection,
  reader: ParallelReader,
  show: (done: number, total: number) => void,
): Gathering {
  const cwd = Deno.cwd();
  const unreadable: Unreadable[] = [];
  const leftOut = new Set<string>();
  return {
    collection,
    reader,
    notes: {
      unreadable: (path, reason) => void unreadable.push({ path: shownPath(resolve(path), cwd), reason }),
      leftOut: (key) => void leftOut.add(key),
    },
    unreadable,
    leftOut,
    roots: [],
    opened: new Set(),
    progress: { done: 0, total: 0, show },
  };
}

/**
 * Reads a grid directory, or a tree and the grids in it.
 *
 * @returns whether there is anything to analyze
 */
export async function gatherRoot(gathering: Gathering, root: string): Promise<boolean> {
  // A link `newest` beside the grids is one of them a second time.
  const place = Deno.realPathSync(root);
  if (gathering.opened.has(place)) return true;
  gathering.opened.add(place);
  const isGrid = isGridDir(root);
  const source = isGrid ? openReadableGrid(root, gathering.notes) : openTreeSource(root, gathering.notes);
  if (source === undefined) return true;
  const { count, grids } = await gatherSource(gathering, source);
  const { waiting, dropped, metrics } = source;
  for (const configuration of waiting) gathering.collection.addWaiting(root, configuration);
  if (isGrid || count > 0) gathering.roots.push({ root, waiting: waiting.length, dropped, metrics });
  for (const grid of grids) await gatherRoot(gathering, grid);
  return isGrid || count > 0 || grids.length > 0;
}

/** Reads the parts of a source; gives the number of its experiments, and the grids in it, which are still to be read. */
async function gatherSource(
  { collection, reader, notes, progress }: Gathering,
  source: Source,
): Promise<{ count: number; grids: readonly string[] }> {
  const grids: string[] = [];
  let [index, count] = [0, 0];
  progress.total += source.tasks.length;
  for await (const part of reader.read(source.tasks, notes)) {
    const { experiments, grids: inside } = source.take(part, index++);
    experiments.forEach(collection.add);
    count += experiments.length;
    grids.push(...inside);
    progress.show(++progress.done, progress.total);
  }
  return { count, grids };
}

// A grid that cannot be read costs its own rows, unless it is all there is.
function openReadableGrid(root: string, notes: Notes): Source | undefined {
  try {
    return openGridSource(root, notes);
  } catch (error) {
    if (!(error instanceof PlanError || error instanceof Deno.errors.InvalidData || errnoOf(error))) throw error;
    notes.unreadable(root, error instanceof PlanError ? error.message : reasonOf(error));
    return undefined;
  }
}
