/** The mark by which all processes of a run are found. */
import type { Stage } from "../run/stage.ts";

/** The mark of a launch in the environment of its processes. */
export function markOf(dir: string, stage: Stage, launch: number): string {
  return `${encodeMark(dir)}:${stage}.${launch}`;
}

/** A path as marks have it: on one line, as those of grids within grids are separated by newlines. */
export function encodeMark(path: string): string {
  return path.replaceAll("%", "%25").replaceAll("\n", "%0A");
}

/** The variable by which all that a run starts is found. A run of a grid within a run has both marks, a line each. */
export const RUN_MARK = "GRID_WORKERS_RUN";
