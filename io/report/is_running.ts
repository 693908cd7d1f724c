/** Whether grids are being run. */
import { gridPaths } from "../../lib/store/layout.ts";
import { isGridDir } from "../grid/grid_dir.ts";
import { lockState } from "../grid/lock/lock.ts";

/** Whether a scheduler has locked any of the grid directories. */
export function isAnyRunning(roots: readonly string[]): boolean {
  return roots.some((root) => isGridDir(root) && lockState(gridPaths(root).lock).held);
}
