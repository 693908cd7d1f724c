/** The grid directories that a command names: given, standing for a grid file, or the newest. */
import { join, resolve } from "@std/path";
import { InputError } from "../../lib/messages/problem.ts";
import { UsageError } from "../../lib/messages/usage_error.ts";
import { TREE_GRID } from "../../lib/store/layout.ts";
import type { Provenance } from "../../lib/store/provenance_format.ts";
import { statIfExists } from "../system/files.ts";
import { isGridDir, readProvenance } from "./grid_dir.ts";

/**
 * Gives the grid directory of a tree that MI-Prometheus made.
 *
 * @param tree absolute
 * @returns `undefined` when it has none
 */
export type TreeOpener = (tree: string) => string | undefined;

/**
 * The one grid directory that a command works on.
 *
 * @param target a grid directory, or a grid file that stands for the newest directory made from it; absent: the newest
 * @param expdir where grid directories are, or one itself; as it was typed
 * @param openTree of trees that MI-Prometheus made; without it, theirs is the one that former tests left
 * @returns absolute
 * @throws {UsageError} when there is none
 */
export function findGrid(
  target: string | undefined,
  expdir: string,
  openTree: TreeOpener = findTreeGrid,
): string {
  return resolve(target === undefined ? findNewest(expdir, openTree) : findNamed(target, expdir, openTree));
}

function findNewest(expdir: string, openTree: TreeOpener): string {
  const found = newestIn(expdir) ?? openDirectory(expdir, openTree);
  if (found === undefined) {
    throw new UsageError(`error: there is no grid in ${expdir}: make one with deno task grid:train GRID`);
  }
  return found;
}

function findNamed(target: string, expdir: string, openTree: TreeOpener): string {
  if (isGridDir(target)) return target;
  const info = statIfExists(target);
  if (info === undefined) throw new UsageError(`error: there is no grid directory and no grid file ${target}`);
  const tree = openDirectory(target, openTree);
  if (tree !== undefined) return tree;
  if (info.isDirectory) throw new UsageError(`error: ${target} is no grid directory: it holds no plan.ndjson`);
  const found = newestGridDir(expdir, target);
  if (found === undefined) throw new UsageError(`error: no grid in ${expdir} was made from ${target}`);
  return found;
}

function openDirectory(path: string, openTree: TreeOpener): string | undefined {
  return statIfExists(path)?.isDirectory === true ? openTree(resolve(path)) : undefined;
}

function findTreeGrid(tree: string): string | undefined {
  const grid = join(tree, TREE_GRID);
  return isGridDir(grid) ? grid : undefined;
}

/** A directory to be analyzed. */
export interface Target {
  /** As it was named. */
  readonly source: string;
  /** Absolute. */
  readonly root: string;
}

/**
 * What is to be analyzed.
 *
 * @param targets grid directories, trees, directories of several grids, or grid files; none: the newest grid of `expdir`
 * @param expdir where grids are, as it was typed
 * @throws {InputError} for targets that are not there
 */
export function findTargets(targets: readonly string[], expdir: string): Target[] {
  const problems: { source: string; message: string }[] = [];
  const found = (targets.length === 0 ? [newestIn(expdir) ?? expdir] : targets).flatMap((source): Target[] => {
    const path = resolve(source);
    // A variable of the shell that is not set stands for no directory, and not for the one that the user is in.
    const info = source === "" ? undefined : statIfExists(path);
    if (info?.isDirectory) return [{ source, root: path }];
    if (info === undefined) {
      const [what, hint] = targets.length === 0
        ? ["directory", ": --expdir says where grids are, or give a grid directory"]
        : ["file or directory", ""];
      problems.push({ source: source || '""', message: `there is no such ${what}${hint}` });
      return [];
    }
    const newest = newestGridDir(expdir, path);
    if (newest !== undefined) return [{ source, root: resolve(newest) }];
    problems.push({ source, message: `no grid directory in ${expdir} was made from this file` });
    return [];
  });
  if (problems.length > 0) throw new InputError(problems.map((problem) => ({ severity: "error", ...problem })));
  return found;
}

/**
 * The newest grid directory made from a grid file.
 *
 * @param savetag of that tag alone; absent: whatever its tag
 * @returns within `expdir`
 */
export function newestGridDir(expdir: string, gridFile: string, savetag?: string): string | undefined {
  return listGridDirs(expdir).find(({ provenance }) =>
    provenance?.grid_file === resolve(gridFile) && (savetag === undefined || provenance.savetag === savetag)
  )?.path;
}

// `expdir` may be a grid directory itself.
function newestIn(expdir: string): string | undefined {
  return isGridDir(expdir) ? expdir : listGridDirs(expdir)[0]?.path;
}

interface Listed {
  readonly path: string;
  readonly provenance: Provenance | undefined;
}

// The newest first; hidden ones are passed over.
function listGridDirs(expdir: string): Listed[] {
  if (statIfExists(expdir)?.isDirectory !== true) return [];
  const created = ({ provenance }: Listed) => provenance?.created ?? "";
  return Array.from(Deno.readDirSync(expdir))
    .filter((entry) => entry.isDirectory && !entry.name.startsWith(".") && isReadableGrid(join(expdir, entry.name)))
    .map((entry) => join(expdir, entry.name))
    .map((path) => ({ path, provenance: readProvenance(path) }))
    .sort((a, b) => created(b).localeCompare(created(a)) || b.path.localeCompare(a.path, undefined, { numeric: true }));
}

// A directory that belongs to another user says nothing.
function isReadableGrid(path: string): boolean {
  try {
    return isGridDir(path);
  } catch {
    return false;
  }
}
