/** Finds the checkpoint that a tester is given: the file that a trainer saved its model in. */
import { globToRegExp, join } from "@std/path";
import { isBeingWritten } from "../../lib/checkpoints/checkpoint.ts";
import { entriesIn, statIfExists } from "../system/files.ts";

/**
 * The newest file below a directory that matches a glob, at any depth: trainers lay out directories of their own.
 * What is still being written ({@link isBeingWritten}) is ignored.
 *
 * @param dir the experiment's directory
 * @param glob relative, `models/model_best.*`
 * @returns its path, or `undefined`
 */
export function findCheckpoint(dir: string, glob: string): string | undefined {
  const pattern = globToRegExp(join("**", glob), { extended: true, globstar: true });
  let newest: { path: string; time: number } | undefined;
  const visit = (relative: string): void => {
    // A directory that is gone, or closed to this user, holds no checkpoint for a tester either.
    for (const entry of entriesIn(join(dir, relative))) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory) visit(path);
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

/** Whether a file in a directory of models is the one that a tester takes. */
export function isBestModel(name: string): boolean {
  return name.startsWith("model_best.") && !isBeingWritten(name);
}
