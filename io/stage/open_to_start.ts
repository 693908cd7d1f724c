/** Opens a grid directory whose runs are to be started, for commands that have not locked it (yet). */
import { gridPaths } from "../../lib/store/layout.ts";
import { lookAtGrid } from "../cluster/look_at_grid.ts";
import { lockState } from "../grid/lock/lock.ts";
import { LockedError } from "../grid/lock/lock_errors.ts";
import type { OpenGrid } from "../grid/session.ts";
import { checkWorkdir, withWorkdir } from "../grid/workdir.ts";
import { absolutePath } from "../system/absolute_path.ts";

/**
 * Opens a grid directory, and refuses what a command that runs it would refuse before it looks at the runs.
 *
 * @param workdir the new directory in which runs start, as typed by the user
 * @returns a snapshot, whose plan has that directory
 * @throws {LockedError} if a scheduler is running
 * @throws {UsageError} if the directory in which runs start does not exist, or is that of another project
 * @throws {PlanError} if its plan is corrupt
 */
export async function openToStart(root: string, workdir: string | undefined): Promise<OpenGrid> {
  const { held, holder } = lockState(gridPaths(root).lock);
  if (held) throw new LockedError(holder, absolutePath(root));
  const { grid } = await lookAtGrid(root);
  if (workdir !== undefined) return { ...grid, plan: withWorkdir(grid.plan, workdir) };
  checkWorkdir(grid.path, grid.plan);
  return grid;
}
