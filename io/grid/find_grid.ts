/** Finds the grid directories for the arguments of a command: named, newest of a grid file, or newest of all. */
import { basename, dirname, join, relative } from "@std/path";
import { hint } from "../../lib/messages/hint.ts";
import { printable } from "../../lib/messages/printable.ts";
import { InputError, UsageError } from "../../lib/messages/problem.ts";
import { gridPaths, TREE_GRID } from "../../lib/store/layout.ts";
import type { Provenance } from "../../lib/store/provenance_format.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { readPlainText, statIfExists } from "../system/files.ts";
import { program } from "../system/processes/program.ts";
import { isGridDir, readProvenance } from "./grid_dir.ts";

/**
 * Finds or creates the grid directory inside an experiment tree of MI-Prometheus.
 *
 * @param tree the root of the tree, absolute
 * @returns the grid directory; `undefined` if this is not such a tree
 */
export type TreeOpener = (tree: string) => string | undefined;

/**
 * Finds the grid directory for a command.
 *
 * @param target a grid directory, or a grid file to use the newest grid directory created from it; if absent, the newest one
 * @param expdir the directory of grid directories, or a grid directory; as typed by the user
 * @param openTree opens experiment trees of MI-Prometheus; by default, finds only grid directories of earlier tests
 * @param takeCopies whether to accept a grid directory that was created from a file with the same name and content elsewhere
 * @returns an absolute path
 * @throws {UsageError} if there is none
 */
export function findGrid(
  target: string | undefined,
  expdir: string,
  openTree: TreeOpener = findTreeGrid,
  takeCopies = true,
): string {
  if (target === undefined) return absolutePath(findNewest(expdir, openTree));
  return absolutePath(findDirectory(target, openTree) ?? findByFile(target, expdir, takeCopies));
}

function findNewest(expdir: string, openTree: TreeOpener): string {
  const grid = newestIn(expdir) ?? openDirectory(expdir, openTree);
  if (grid === undefined) {
    throw new UsageError(
      `error: no grid found in ${printable(expdir)}: create one with ${hint(program(), "train GRID")}`,
    );
  }
  return grid;
}

// `undefined` if the target is a file.
function findDirectory(target: string, openTree: TreeOpener): string | undefined {
  if (isGridDir(target)) return target;
  const info = statIfExists(target);
  if (info === undefined) {
    throw new UsageError(`error: ${printable(target)} does not exist: expected a grid directory or a grid file`);
  }
  const tree = openDirectory(target, openTree);
  if (tree !== undefined) return tree;
  if (info.isDirectory) throw new UsageError(`error: ${printable(target)} is ${describeNoGrid(target)}`);
  return undefined;
}

function findByFile(file: string, expdir: string, takeCopies: boolean): string {
  const newest = newestGridDir(expdir, file);
  if (newest !== undefined) return newest;
  const copy = newestOfCopy(expdir, file);
  if (copy !== undefined && takeCopies) return copy;
  const advice = copy === undefined
    ? ""
    : `; ${copy} was created from a copy of it: pass that directory if you mean it`;
  throw new UsageError(`error: no grid in ${expdir} was created from ${file}${advice}`);
}

function openDirectory(path: string, openTree: TreeOpener): string | undefined {
  return statIfExists(path)?.isDirectory === true ? openTree(absolutePath(path)) : undefined;
}

function findTreeGrid(tree: string): string | undefined {
  const grid = join(tree, TREE_GRID);
  return isGridDir(grid) ? grid : undefined;
}

/** Whether a path is a directory that is no grid, and in which there are none. */
export function isTree(path: string): boolean {
  if (statIfExists(path)?.isDirectory !== true) return false;
  return newestIn(path) === undefined && findTreeGrid(absolutePath(path)) === undefined;
}

/** A directory to analyze. */
export interface Target {
  /** The argument of the command. */
  readonly source: string;
  /** Absolute. */
  readonly root: string;
}

/**
 * Finds the directories to analyze.
 *
 * @param targets grid directories, experiment trees, directories of several grids, or grid files; if empty, the newest grid
 * @param expdir the directory of grid directories, as typed by the user
 * @throws {InputError} with all targets that do not exist
 */
export function findTargets(targets: readonly string[], expdir: string): Target[] {
  const problems: { source: string; message: string }[] = [];
  const existing = (targets.length === 0 ? [newestIn(expdir) ?? expdir] : targets).flatMap((source): Target[] => {
    const path = absolutePath(source);
    // An empty argument, from an unset shell variable for example, is not the current directory.
    const info = source === "" ? undefined : statIfExists(path);
    if (info?.isDirectory) return [{ source, root: path }];
    if (info === undefined) {
      const message = targets.length === 0
        ? "directory not found: pass a grid directory, or --expdir DIR"
        : "file or directory not found";
      problems.push({ source: source || '""', message });
      return [];
    }
    const newest = newestGridDir(expdir, path) ?? newestOfCopy(expdir, path);
    if (newest !== undefined) return [{ source, root: absolutePath(newest) }];
    problems.push({ source, message: `no grid in ${expdir} was created from this file` });
    return [];
  });
  if (problems.length > 0) throw new InputError(problems.map((problem) => ({ severity: "error", ...problem })));
  return existing;
}

/**
 * The newest grid directory created from a grid file, which may have been moved or copied together with it since.
 *
 * @param savetag only directories with this tag; if absent, with any tag or none
 * @returns a path that starts with `expdir`; `undefined` if there is none
 */
export function newestGridDir(expdir: string, gridFile: string, savetag?: string): string | undefined {
  return gridDirsOf(expdir, gridFile, savetag)[0]?.path;
}

/** The grid directories created from a grid file, as for {@link newestGridDir}; the newest first. */
export function gridDirsOf(expdir: string, gridFile: string, savetag?: string): Required<ListedGrid>[] {
  return listGridDirs(expdir).flatMap(({ path, provenance }) => {
    if (provenance === undefined || savetag !== undefined && provenance.savetag !== savetag) return [];
    return wasMadeFrom(absolutePath(path), provenance, absolutePath(gridFile)) ? [{ path, provenance }] : [];
  });
}

// Not by name and content alone: two projects with the same grid file may share a directory for their grids.
function wasMadeFrom(gridDir: string, { grid_file: recorded, cwd }: Provenance, gridFile: string): boolean {
  if (recorded === gridFile) return true;
  if (basename(recorded) !== basename(gridFile)) return false;
  // The project of the grid file, provided that the file has the same relative path there as the recorded file has in its
  // project.
  const place = relative(cwd, recorded);
  const project = gridFile.endsWith(`/${place}`) ? gridFile.slice(0, -place.length - 1) : undefined;
  if (project !== undefined && gridDir.startsWith(`${project}/`)) return true;
  return statIfReadable(recorded) === undefined && hasCopyOf(gridDir, gridFile);
}

/**
 * The newest grid directory that was created from a file with the same name and content in another place.
 *
 * @returns a path that starts with `expdir`; `undefined` if there is none
 */
export function newestOfCopy(expdir: string, gridFile: string): string | undefined {
  return listGridDirs(expdir).find(({ path, provenance }) =>
    provenance !== undefined && basename(provenance.grid_file) === basename(gridFile) && hasCopyOf(path, gridFile)
  )?.path;
}

function hasCopyOf(gridDir: string, gridFile: string): boolean {
  try {
    const text = readPlainText(gridPaths(gridDir).grid);
    return text !== undefined && text === readPlainText(Deno.realPathSync(gridFile));
  } catch {
    return false;
  }
}

function statIfReadable(path: string): Deno.FileInfo | undefined {
  try {
    return statIfExists(path);
  } catch {
    return undefined;
  }
}

/** Says that a directory is no grid directory, and which one in it could be meant. */
export function describeNoGrid(dir: string): string {
  const newest = newestIn(dir);
  return `not a grid directory: plan.ndjson is missing${newest === undefined ? "" : `, did you mean ${newest}?`}`;
}

// `expdir` may be a grid directory itself.
function newestIn(expdir: string): string | undefined {
  return isGridDir(expdir) ? expdir : listGridDirs(expdir)[0]?.path;
}

/** The grid directories in a directory, the newest first. */
export function gridDirsIn(expdir: string): string[] {
  return listGridDirs(expdir).map(({ path }) => path);
}

/** A grid directory, and how it was made. */
export interface ListedGrid {
  readonly path: string;
  /** Absent if it is missing or corrupt. */
  readonly provenance?: Provenance;
}

/** The grid directories in a directory, the newest first, without hidden ones. */
export function listGridDirs(expdir: string): ListedGrid[] {
  if (statIfExists(expdir)?.isDirectory !== true) return [];
  const created = ({ provenance }: ListedGrid) => provenance?.created ?? "";
  return Array.from(Deno.readDirSync(expdir))
    .filter((entry) => entry.isDirectory && !entry.name.startsWith(".") && isReadableGrid(join(expdir, entry.name)))
    .map((entry) => join(expdir, entry.name))
    .map((path): ListedGrid => {
      const provenance = readProvenance(path);
      return { path, ...(provenance !== undefined && { provenance }) };
    })
    .sort((a, b) => created(b).localeCompare(created(a)) || b.path.localeCompare(a.path, undefined, { numeric: true }));
}

// A directory that this user cannot read does not count as a grid.
function isReadableGrid(path: string): boolean {
  try {
    return isGridDir(path);
  } catch {
    return false;
  }
}

/**
 * The grid directory that a path lies in, and the first name in the path below it.
 *
 * @param path as typed by the user
 * @returns the absolute path of the grid directory, and the name; `undefined` if there is none
 */
export function gridOfPath(path: string): { readonly root: string; readonly name: string } | undefined {
  const absolute = absolutePath(path);
  for (let above = dirname(absolute); above !== dirname(above); above = dirname(above)) {
    if (isGridDir(above)) return { root: above, name: relative(above, absolute).split("/")[0]! };
  }
  return undefined;
}
