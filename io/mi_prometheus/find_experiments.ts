/** Experiments that MI-Prometheus's trainers made, and grid directories, found in a directory tree. */
import { CONFIGURATION, dirName, gridPaths } from "../../lib/store/layout.ts";
import { isBestModel } from "../results/find_checkpoint.ts";
import { below, list, type Listing } from "../results/listing.ts";
import type { Notes } from "../results/notes.ts";
import { TEST_STATISTICS } from "../results/read_results.ts";
import { statIfExists } from "../system/files.ts";

/** A directory with a configuration and a trained model. Paths are relative to where the search began. */
export interface FoundExperiment {
  readonly path: string;
  readonly listing: Listing;
  /** Candidates, `models/model_best.pt`. */
  readonly checkpoints: readonly string[];
  /** The tests below it that belong to no experiment nearer to them. */
  readonly tests: readonly FoundTest[];
}

/** A directory of a test. */
export interface FoundTest {
  readonly path: string;
  readonly listing: Listing;
}

/** What a tree holds, in the order of its paths. */
export interface Found {
  readonly experiments: readonly FoundExperiment[];
  /** Grid directories; what lies in them is not searched. */
  readonly grids: readonly string[];
}

const MODELS = "models";
const PLAN = dirName(gridPaths("").plan);

/**
 * Searches a directory and everything below it; hidden directories and links are passed over.
 *
 * @param from the directory, relative to the root; nothing above it is an experiment
 */
export function findExperiments(root: string, from: string, notes: Notes): Found {
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
 * Divides a tree into directories that can be searched on their own, in the order of their paths.
 *
 * @param least how many are wanted; fewer where the tree has no more
 * @returns paths relative to the root, which is the empty one
 */
export function divideTree(root: string, least: number, notes: Notes): string[] {
  let parts: readonly { path: string; whole: boolean }[] = [{ path: "", whole: false }];
  while (parts.length < least && parts.some(({ whole }) => !whole)) {
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
