/** The throw-away directory of `grid:try`. */
import { join } from "@std/path";
import { shownPath } from "../../lib/messages/printable.ts";
import { UsageError } from "../../lib/messages/problem.ts";
import { tryName } from "../../lib/store/grid_dir_name.ts";
import { gridPaths, SNAPSHOTS } from "../../lib/store/layout.ts";
import { withExpdir } from "../grid/expdir.ts";
import { createGridDir, isGridDir, readPlan, readProvenance } from "../grid/grid_dir.ts";
import { checkWorkdir, withWorkdir } from "../grid/workdir.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { isPathError } from "../system/file_errors.ts";
import { readPlainText, removeIfExists, statIfExists } from "../system/files.ts";

/** A directory beside grid directories, hidden from commands that look for the newest one. */
export interface TryDirectory {
  /** As typed, for commands that make a grid in it. It need not exist. */
  readonly path: string;
  /**
   * Removes it, with everything in it.
   *
   * @returns why it could not be removed; `undefined` if it is gone
   */
  remove(): string | undefined;
}

/**
 * Chooses a directory for a trial.
 *
 * @param expdir the directory of grid directories, as typed by the user. If it does not exist, it is created and removed with the
 * trial
 * @throws {UsageError} if it is a grid directory
 */
export function openTryDirectory(expdir: string): TryDirectory {
  if (isGridDir(expdir)) {
    throw new UsageError(
      `error: --expdir ${expdir} is a grid directory: grid directories are not created inside others`,
    );
  }
  const path = join(expdir, tryName(crypto.randomUUID().slice(0, 8)));
  const isNew = statIfExists(expdir) === undefined;
  return {
    path,
    remove() {
      try {
        if (statIfExists(path) !== undefined) Deno.removeSync(path, { recursive: true });
      } catch (error) {
        return (error as Error).message;
      }
      try {
        if (isNew) removeIfExists(expdir);
      } catch {
        // Another grid was made in it.
      }
      return undefined;
    },
  };
}

/**
 * Copies the plan of a grid directory into a new one.
 *
 * @param root the grid directory, as typed by the user
 * @param expdir in which it is made
 * @param workdir the directory in which runs start, as typed by the user
 * @returns the absolute path of the new grid directory
 * @throws {UsageError} if its runs cannot start where it is
 */
export function copyGrid(root: string, expdir: string, workdir: string | undefined): string {
  const dir = absolutePath(root);
  const paths = gridPaths(dir);
  const plan = readPlan(paths);
  if (workdir === undefined) checkWorkdir(dir, plan);
  const moved = workdir === undefined ? plan : withWorkdir(plan, workdir);
  const provenance = readProvenance(root);
  if (provenance === undefined) {
    throw new UsageError(`error: ${shownPath(paths.provenance, Deno.cwd())} is missing or corrupt`);
  }
  const content = {
    plan: { ...moved, cwdChosen: true as const },
    gridText: readPlainText(paths.grid) ?? "",
    provenance,
  };
  try {
    const copy = withExpdir(absolutePath(expdir), () => createGridDir(absolutePath(expdir), content, new Date()));
    // A trial is of the code that the runs of the grid start with.
    if (plan.snapshot !== undefined) Deno.symlinkSync(join(dir, SNAPSHOTS), join(copy, SNAPSHOTS));
    return copy;
  } catch (error) {
    if (!isPathError(error)) throw error;
    throw new UsageError(`error: cannot create a directory in ${expdir}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
