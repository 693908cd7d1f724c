/** What is to be analyzed, as the command line names it. */
import { resolve } from "@std/path";
import { InputError } from "../../lib/messages/problem.ts";
import { isGridDir, listGridDirs, newestGridDir } from "../grid/grid_dir.ts";
import { statIfExists } from "../system/files.ts";

/** A directory to be analyzed. */
export interface Target {
  /** As it was named. */
  readonly source: string;
  /** Absolute. */
  readonly root: string;
}

/**
 * @param targets grid directories, trees, directories of several grids, or grid files; none: the newest grid of `expdir`
 * @param expdir where grids are
 * @throws {InputError} for targets that are not there
 */
export function findTargets(targets: readonly string[], expdir: string): Target[] {
  const problems: { source: string; message: string }[] = [];
  const found = (targets.length === 0 ? [newestOf(expdir)] : targets).flatMap((source): Target[] => {
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
    const newest = newestGridDir(resolve(expdir), path, undefined);
    if (newest !== undefined) return [{ source, root: newest }];
    problems.push({ source, message: `no grid directory in ${expdir} was made from this file` });
    return [];
  });
  if (problems.length > 0) throw new InputError(problems.map((problem) => ({ severity: "error", ...problem })));
  return found;
}

function newestOf(expdir: string): string {
  return isGridDir(expdir) ? expdir : listGridDirs(expdir)[0] ?? expdir;
}
