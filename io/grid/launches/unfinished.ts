/** Finds an unfinished grid directory that the same command created earlier. */
import { listOverrides, NOTHING_GIVEN } from "../../../lib/grid/grid_overrides.ts";
import { shownPath } from "../../../lib/messages/printable.ts";
import { describeUnfinished, type UnfinishedGrid } from "../../../lib/status/notices/describe_resume.ts";
import { PlanError } from "../../../lib/store/plan_format.ts";
import type { Provenance } from "../../../lib/store/provenance_format.ts";
import { absolutePath } from "../../system/absolute_path.ts";
import { errnoOf } from "../../system/file_errors.ts";
import { program } from "../../system/processes/program.ts";
import { gridDirsOf } from "../find_grid.ts";
import type { GridRequest } from "../make_grid.ts";
import { openGrid } from "../session.ts";

/** An unfinished grid directory, absolute, and its description. */
export type FoundUnfinished = UnfinishedGrid & { readonly root: string };

/**
 * Finds the newest grid directory that was created from the same grid file with the same flags.
 *
 * @param expdir the directory of grid directories, as typed by the user
 * @param task the command
 * @returns `undefined` if there is none, or if it is finished
 */
export function findUnfinished(
  { file, overrides = NOTHING_GIVEN, savetag }: GridRequest,
  expdir: string,
  task: "train" | "run",
): FoundUnfinished | undefined {
  const grids = gridDirsOf(expdir, file, savetag);
  const index = grids.findIndex(({ provenance }) =>
    (savetag !== undefined || provenance.savetag === null) && isSame(provenance.overrides, overrides)
  );
  if (index < 0) return undefined;
  const root = absolutePath(grids[index]!.path);
  try {
    const { plan, runs, scheduler } = openGrid(root);
    const gridDir = shownPath(root, Deno.cwd());
    const isNewest = index === 0;
    const unfinished = describeUnfinished({ gridDir, program: program(), plan, runs, scheduler, task, isNewest });
    return unfinished && { ...unfinished, root };
  } catch (error) {
    // A directory that cannot be read cannot be continued, and must not keep the user from creating a new one.
    const isUnreadable = error instanceof PlanError || error instanceof Deno.errors.InvalidData || errnoOf(error);
    if (isUnreadable) return undefined;
    throw error;
  }
}

function isSame(a: Provenance["overrides"], b: Provenance["overrides"]): boolean {
  return JSON.stringify(listOverrides(a)) === JSON.stringify(listOverrides(b));
}
