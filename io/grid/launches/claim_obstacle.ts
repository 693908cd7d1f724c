/** Finds out why an element of a job array could not claim a launch. */
import { join } from "@std/path";
import { lstatIfExists } from "../../system/files.ts";

/**
 * What is in the way in the directory of the experiment itself, so that other runs are not concerned.
 *
 * @param dir the experiment's directory, absolute
 * @param log the log of the launch, relative to it
 * @returns `undefined` if nothing is: the disk of its node may be full
 */
export function claimObstacle(dir: string, log: string): string | undefined {
  if (lstatIfExists(dir) === undefined) return "its directory was deleted while it was in the queue";
  return lstatIfExists(join(dir, log))?.isFile === false ? `${log} is not a file` : undefined;
}
