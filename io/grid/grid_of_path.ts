/** Finds the grid directory that a path lies in. */
import { dirname, relative } from "@std/path";
import { absolutePath } from "../system/absolute_path.ts";
import { isGridDir } from "./grid_dir.ts";

/**
 * The grid directory above a path, and what of it the path names.
 *
 * @param path as typed by the user
 * @returns the absolute path of the grid directory, and the first name below it; `undefined` if there is none
 */
export function gridOfPath(path: string): { readonly root: string; readonly name: string } | undefined {
  const absolute = absolutePath(path);
  for (let above = dirname(absolute); above !== dirname(above); above = dirname(above)) {
    if (isGridDir(above)) return { root: above, name: relative(above, absolute).split("/")[0]! };
  }
  return undefined;
}
