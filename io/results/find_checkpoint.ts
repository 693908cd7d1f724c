/** Finds the checkpoint to pass to a tester: the file in which a trainer saved its model. */
import { basename, dirname, globToRegExp, join } from "@std/path";
import { isBeingWritten } from "../../lib/checkpoints/checkpoint.ts";
import { CONFIGURATION, TRAIN_LOG } from "../../lib/store/layout.ts";
import { entriesIn, statIfExists } from "../system/files.ts";
import { isDirectory, isFile } from "./listing.ts";

/**
 * The newest file that matches a glob, at any depth, because trainers may create subdirectories. Files that are still being
 * written ({@link isBeingWritten}) are ignored. A link is followed if it has the name of the glob's directory, or leads to the
 * directory of a training; other links may lead to whole data sets.
 *
 * @param dir the experiment's directory
 * @param glob relative to any subdirectory: `models/model_best.*`
 * @returns the path, or `undefined`
 */
export function findCheckpoint(dir: string, glob: string): string | undefined {
  const pattern = globToRegExp(join("**", glob), { extended: true, globstar: true });
  const parent = basename(dirname(glob));
  const followed = new Set<string>();
  const isFollowed = (path: string, name: string): boolean => {
    if (!isDirectory(path) || name !== parent && !isFile(join(path, CONFIGURATION.train))) return false;
    const real = Deno.realPathSync(path);
    const isNew = !followed.has(real);
    followed.add(real);
    return isNew;
  };
  let newest: { path: string; time: number } | undefined;
  const visit = (relative: string): void => {
    // Missing and unreadable directories count as empty: a tester could not read a checkpoint there either.
    for (const entry of entriesIn(join(dir, relative))) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      const mayFollow = entry.isSymlink && entry.name !== TRAIN_LOG;
      if (entry.isDirectory || mayFollow && isFollowed(join(dir, path), entry.name)) visit(path);
      else if (pattern.test(path) && !isBeingWritten(entry.name)) {
        const info = statIfExists(join(dir, path));
        const time = info?.mtime?.getTime() ?? 0;
        if (info !== undefined && (newest === undefined || time > newest.time)) newest = { path, time };
      }
    }
  };
  visit("");
  return newest && join(dir, newest.path);
}

/** Whether a file in a `models` directory is a checkpoint for testers. */
export function isBestModel(name: string): boolean {
  return name.startsWith("model_best.") && !isBeingWritten(name);
}
