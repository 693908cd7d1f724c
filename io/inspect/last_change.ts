/** When something last happened in a grid. */
import { gridPaths } from "../../lib/store/layout.ts";
import { statIfExists } from "../system/files.ts";

/** The time of the newest record of a grid directory, in milliseconds since the epoch; now if it is not known. */
export function lastChange(root: string): number {
  const { plan, journal, schedulerExit } = gridPaths(root);
  const times = [plan, journal, schedulerExit].map((path) => statIfExists(path)?.mtime?.getTime());
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? Date.now() : Math.max(...known);
}
