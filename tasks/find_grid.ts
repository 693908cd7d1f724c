/** The grid directory that a command reads: given, standing for a grid file, or the newest. */
import { join, resolve } from "@std/path";
import { isGridDir, listGridDirs, newestGridDir } from "../io/grid/grid_dir.ts";
import { openTreeGrid } from "../io/mi_prometheus/tree_grid.ts";
import { statIfExists } from "../io/system/files.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { TREE_GRID } from "../lib/store/layout.ts";
import { UsageError } from "./flags/command_line.ts";

/**
 * @param target a grid directory, or a grid file that stands for the newest directory made from it; absent: the newest
 * @param expdir where grid directories are, or one itself
 * @param use `test`: a tree that MI-Prometheus made gets a grid directory for the tests of its models
 * @returns the directory, as it is shown
 * @throws {UsageError} when there is none
 */
export function findGrid(target: string | undefined, expdir: string, use?: "test"): string {
  const found = target === undefined ? newest(expdir, use) : standsFor(target, expdir, use);
  return shownPath(resolve(found), Deno.cwd());
}

function newest(expdir: string, use: "test" | undefined): string {
  if (isGridDir(expdir)) return expdir;
  const found = listGridDirs(resolve(expdir))[0] ?? treeGrid(expdir, use);
  if (found === undefined) {
    throw new UsageError(`error: there is no grid in ${expdir}: make one with deno task grid:train GRID`);
  }
  return found;
}

function treeGrid(tree: string, use: "test" | undefined): string | undefined {
  if (statIfExists(tree)?.isDirectory !== true) return undefined;
  if (use === "test") return openTreeGrid(tree);
  return isGridDir(join(tree, TREE_GRID)) ? join(tree, TREE_GRID) : undefined;
}

function standsFor(target: string, expdir: string, use: "test" | undefined): string {
  if (isGridDir(target)) return target;
  const info = statIfExists(target);
  if (info === undefined) throw new UsageError(`error: there is no grid directory and no grid file ${target}`);
  const tree = treeGrid(target, use);
  if (tree !== undefined) return tree;
  if (info.isDirectory) throw new UsageError(`error: ${target} is no grid directory: it holds no plan.ndjson`);
  const found = newestGridDir(resolve(expdir), target, undefined);
  if (found === undefined) throw new UsageError(`error: no grid in ${expdir} was made from ${target}`);
  return found;
}
