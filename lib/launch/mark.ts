/** The mark of a launch: an environment variable by which the sweeper finds all processes of the launch. */
import type { Stage } from "../run/stage.ts";

/** The value of the mark for a launch. */
export function markOf(dir: string, stage: Stage, launch: number): string {
  return `${encodeMark(dir)}:${stage}.${launch}`;
}

/** A path for a mark, without newlines, which separate the marks of nested grids. */
export function encodeMark(path: string): string {
  return path.replaceAll("%", "%25").replaceAll("\n", "%0A");
}

/** The environment variable of the mark. A run of a grid that was started by another run has both marks, one per line. */
export const RUN_MARK = "GRID_WORKERS_RUN";
