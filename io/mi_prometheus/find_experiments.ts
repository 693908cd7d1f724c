/** Searches a directory tree for experiments made by MI-Prometheus's trainers, and for grid directories. */
import { CONFIGURATION, dirName, gridPaths } from "../../lib/store/layout.ts";
import { isBestModel } from "../results/find_checkpoint.ts";
import { below, list, type Listing } from "../results/listing.ts";
import type { Notes } from "../results/notes.ts";
import { TEST_STATISTICS } from "../results/read_results.ts";
import { statIfExists } from "../system/files.ts";

/** A directory with a configuration and a trained model. Paths are relative to the root of the search. */
export interface FoundExperiment {
  readonly path: string;
  readonly listing: Listing;
  /** Candidates for the checkpoint: `models/model_best.pt`. */
  readonly checkpoints: readonly string[];
  /** Tests in or below the directory, except those of nested experiments. */
  readonly tests: readonly FoundTest[];
}

/** The directory of a test. */
export interface FoundTest {
  readonly path: string;
  readonly listing: Listing;
}

/** The contents of a tree, ordered by path. */
export interface TreeContents {
  readonly experiments: readonly FoundExperiment[];
  /** Grid directories; they are not searched. */
  readonly grids: readonly string[];
}

const MODELS = "models";
const PLAN = dirName(gridPaths("").plan);

/**
 * Searches a directory recursively. Hidden directories and links are skipped.
 *
 * @param from the directory to search, relative to the root; must not be inside an experiment
 */
export function findExperiments(root: string, from: string, notes: Notes): TreeContents {
  const experiments: FoundExperiment[] = [];
  const grids: string[] = [];

  function visit(path: string, listing: Listing, tests: FoundTest[] | undefined): void {
    const { files, directories } = listing;
    if (isGrid(listing)) return void grids.push(path);
    let models: Listing | undefined;
    if (files.has(CONFIGURATION.train) && directories.includes(MODELS)) {
      models = list(below(root, below(path, MODELS)), notes);
      const checkpoints = [...models.files.keys()].filter(isBestModel).sort().map((name) =>
        below(below(path, MODELS), name)
      );
      if (checkpoints.length > 0) experiments.push({ path, listing, checkpoints, tests: tests = [] });
    }
    if (tests !== undefined && files.has(CONFIGURATION.test) && files.has(TEST_STATISTICS)) {
      tests.push({ path, listing });
    }
    for (const name of innerOf(listing)) {
      const inner = below(path, name);
      visit(inner, name === MODELS && models !== undefined ? models : list(below(root, inner), notes), tests);
    }
  }

  visit(from, list(below(root, from), notes), undefined);
  return { experiments, grids };
}

/**
 * Divides a tree into directories that can be searched independently, ordered by path.
 *
 * @param minimum minimum number of directories; fewer if the tree does not have that many
 * @returns paths relative to the root; the root itself is the empty path
 */
export function divideTree(root: string, minimum: number, notes: Notes): string[] {
  let parts: readonly { path: string; whole: boolean }[] = [{ path: "", whole: false }];
  while (parts.length < minimum && parts.some(({ whole }) => !whole)) {
    parts = parts.flatMap((part) => {
      if (part.whole) return [part];
      const listing = list(below(root, part.path), notes);
      if (listing.files.has(CONFIGURATION.train) || isGrid(listing)) return [{ path: part.path, whole: true }];
      return innerOf(listing).map((name) => ({ path: below(part.path, name), whole: false }));
    });
  }
  return parts.map(({ path }) => path);
}

function isGrid({ path, files }: Listing): boolean {
  return files.has(PLAN) && statIfExists(below(path, PLAN))?.isFile === true;
}

function innerOf({ directories }: Listing): readonly string[] {
  return directories.filter((name) => !name.startsWith("."));
}
