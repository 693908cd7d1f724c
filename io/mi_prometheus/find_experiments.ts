/** Searches a directory tree for experiments made by MI-Prometheus's trainers, and for grid directories. */
import { isTryName, isUnfinishedName } from "../../lib/store/grid_dir_name.ts";
import { CONFIGURATION, dirName, gridPaths, TREE_GRID } from "../../lib/store/layout.ts";
import { isBestModel } from "../results/find_checkpoint.ts";
import { below, isFile, list, type Listing } from "../results/listing.ts";
import { type Notes, SILENT } from "../results/read_part.ts";
import { TEST_STATISTICS } from "../results/read_results.ts";
import { lstatIfExists, statIfExists } from "../system/files.ts";

/** A directory with a configuration and a trained model. Paths are relative to the root of the search. */
export interface FoundExperiment {
  readonly path: string;
  readonly listing: Listing;
  /** Candidates for the checkpoint: `models/model_best.pt`. */
  readonly checkpoints: readonly string[];
  /** Tests in or below the directory, except those of nested experiments. */
  readonly tests: readonly FoundTest[];
  /** The path without links, if a link leads there; another link may lead to the same experiment. */
  readonly realPath?: string;
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
 * Searches a directory recursively. Links to experiments, tests, models and grids are followed, unless they lead to what is
 * searched anyway; other links are not. Hidden directories with experiments are noted, and not read.
 *
 * @param from the directory to search, relative to the root; must not be inside an experiment
 */
export function findExperiments(root: string, from: string, notes: Notes): TreeContents {
  const experiments: FoundExperiment[] = [];
  const grids: string[] = [];
  const guard = createLinkGuard(root, below(root, from));

  function visit(path: string, listing: Listing, tests: FoundTest[] | undefined, isLinked: boolean): void {
    const { files } = listing;
    if (isGrid(listing)) return void grids.push(path);
    const { models, checkpoints } = modelsIn(root, path, listing, notes);
    if (checkpoints.length > 0) {
      const found = { path, listing, checkpoints, tests: tests = [] };
      experiments.push(isLinked ? { ...found, realPath: realPath(below(root, path)) ?? path } : found);
    }
    if (tests !== undefined && files.has(CONFIGURATION.test) && files.has(TEST_STATISTICS)) {
      tests.push({ path, listing });
    }
    for (const name of innerOf(root, path, listing, notes)) {
      const inner = below(path, name);
      const isLink = listing.links.has(name);
      if (isLink && !guard.follows(below(root, inner))) continue;
      const innerListing = name === MODELS && models !== undefined ? models : list(below(root, inner), notes);
      visit(inner, innerListing, tests, isLinked || isLink);
    }
  }

  visit(from, list(below(root, from), notes), undefined, startsAtLink(root, from));
  return { experiments, grids };
}

/**
 * Leaves out experiments to which several links lead, all but the first.
 *
 * @param seen real paths of earlier ones
 */
export function uniqueExperiments<T extends { readonly realPath?: string }>(
  experiments: readonly T[],
  seen: Set<string> = new Set(),
): T[] {
  return experiments.filter(({ realPath }) => {
    if (realPath === undefined) return true;
    const isNew = !seen.has(realPath);
    seen.add(realPath);
    return isNew;
  });
}

// The checkpoints of an experiment, and the directory with them.
function modelsIn(
  root: string,
  path: string,
  { files, directories }: Listing,
  notes: Notes,
): { models?: Listing; checkpoints: readonly string[] } {
  if (!files.has(CONFIGURATION.train) || !directories.includes(MODELS)) return { checkpoints: [] };
  const models = list(below(root, below(path, MODELS)), notes);
  const checkpoints = [...models.files.keys()].filter(isBestModel).sort().map((name) =>
    below(below(path, MODELS), name)
  );
  return { models, checkpoints };
}

// A part of a divided tree may be a link, but does not lie behind one.
function startsAtLink(root: string, from: string): boolean {
  return from !== "" && lstatIfExists(below(root, from))?.isSymlink === true;
}

/**
 * Divides a tree into directories that can be searched independently, ordered by path.
 *
 * @param minimum minimum number of directories; fewer if the tree does not have that many
 * @returns paths relative to the root; the root itself is the empty path
 */
export function divideTree(root: string, minimum: number, notes: Notes): string[] {
  const guard = createLinkGuard(root, root);
  let parts: readonly { path: string; whole: boolean }[] = [{ path: "", whole: false }];
  while (parts.length < minimum && parts.some(({ whole }) => !whole)) {
    parts = parts.flatMap((part) => {
      if (part.whole) return [part];
      const listing = list(below(root, part.path), notes);
      if (listing.files.has(CONFIGURATION.train) || isGrid(listing)) return [{ path: part.path, whole: true }];
      return innerOf(root, part.path, listing, notes).map((name) => below(part.path, name)).flatMap(
        (path): { path: string; whole: boolean }[] => {
          if (!listing.links.has(dirName(path))) return [{ path, whole: false }];
          return guard.follows(below(root, path)) ? [{ path, whole: true }] : [];
        },
      );
    });
  }
  return parts.map(({ path }) => path);
}

function isGrid({ path, files }: Listing): boolean {
  return files.has(PLAN) && statIfExists(below(path, PLAN))?.isFile === true;
}

// The subdirectories to search. A link to anything may lead to a whole file system.
function innerOf(root: string, path: string, { directories, links }: Listing, notes: Notes): string[] {
  return directories.filter((name) => {
    const isLinked = links.has(name);
    if (!isLinked && !isHidden(name)) return true;
    const inner = below(below(root, path), name);
    if (isHidden(name)) {
      if (!isLinked && !isOurs(name) && holdsExperiment(inner)) notes.hidden(inner);
      return false;
    }
    return name === MODELS || LINKED.some((file) => isFile(`${inner}/${file}`));
  });
}

const LINKED = [CONFIGURATION.train, CONFIGURATION.test, PLAN];

function isHidden(name: string): boolean {
  return name.startsWith(".");
}

// Tests of a tree, and grids that are being created or tried.
function isOurs(name: string): boolean {
  return name === TREE_GRID || isUnfinishedName(name) || isTryName(name);
}

function holdsExperiment(dir: string): boolean {
  const { files, directories, links } = list(dir, SILENT);
  if (files.has(CONFIGURATION.train) && directories.includes(MODELS)) {
    if ([...list(`${dir}/${MODELS}`, SILENT).files.keys()].some(isBestModel)) return true;
  }
  return directories.some((name) => !links.has(name) && holdsExperiment(`${dir}/${name}`));
}

// Decides which links to directories are followed in a search, so that it reads everything once and ends.

/** Decides about links. */
export interface LinkGuard {
  /**
   * Whether to follow a link: not if it leads to what the search reads anyway.
   *
   * @param path absolute, or relative to the working directory
   */
  follows(path: string): boolean;
}

/**
 * Creates a guard for one search.
 *
 * @param root the root of the tree, all of which is searched, except for hidden directories
 * @param from the directory from which this search starts
 */
function createLinkGuard(root: string, from: string): LinkGuard {
  let followed: string[] | undefined;
  let realRoot = "";
  return {
    follows(path) {
      const target = realPath(path);
      if (followed === undefined) {
        realRoot = realPath(root) ?? root;
        followed = from === root ? [] : [realPath(from) ?? from];
      }
      if (target === undefined || isWithin(realRoot, target)) return false;
      const isHidden = target.slice(realRoot.length).includes("/.");
      if (isWithin(target, realRoot) && !isHidden || followed.some((other) => isWithin(target, other))) return false;
      followed.push(target);
      return true;
    },
  };
}

/** The path without links; `undefined` if it leads nowhere. */
export function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}

function isWithin(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir === "/" ? dir : `${dir}/`);
}
