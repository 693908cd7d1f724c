/** The grid directory that a command reads: given, standing for a grid file, or the newest. */
import { resolve } from "@std/path";
import { isGridDir, listGridDirs, newestGridDir } from "../io/grid_dir.ts";
import { statIfExists } from "../io/files.ts";
import { shownPath } from "../lib/grid/layout.ts";
import { UsageError } from "./command_line.ts";

/**
 * @param target a grid directory, or a grid file that stands for the newest directory made from it; absent: the newest
 * @param expdir where grid directories are, or one itself
 * @returns the directory, as it is shown
 * @throws {UsageError} when there is none
 */
export function findGrid(target: string | undefined, expdir: string): string {
  const found = target === undefined ? newest(expdir) : standsFor(target, expdir);
  return shownPath(resolve(found), Deno.cwd());
}

function newest(expdir: string): string {
  if (isGridDir(expdir)) return expdir;
  const [first] = listGridDirs(resolve(expdir));
  if (first === undefined) {
    throw new UsageError(`error: there is no grid in ${expdir}: make one with deno task grid:train GRID`);
  }
  return first;
}

function standsFor(target: string, expdir: string): string {
  if (isGridDir(target)) return target;
  const info = statIfExists(target);
  if (info === undefined) throw new UsageError(`error: there is no grid directory and no grid file ${target}`);
  if (info.isDirectory) throw new UsageError(`error: ${target} is no grid directory: it holds no plan.ndjson`);
  const found = newestGridDir(resolve(expdir), target, undefined);
  if (found === undefined) throw new UsageError(`error: no grid in ${expdir} was made from ${target}`);
  return found;
}
