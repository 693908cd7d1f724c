/** The mark of a launch: an environment variable by which the sweeper finds all processes of the launch. */
import type { Stage } from "../run/stage.ts";

/** The environment variable of the mark. A run of a grid that was started by another run has both marks, one per line. */
export const RUN_MARK = "GRID_WORKERS_RUN";

/** A launch, identified by its mark. */
export interface MarkedLaunch {
  /** The key of its grid directory: {@link gridKey}. */
  readonly grid: string;
  /** The name of the experiment's directory. */
  readonly dir: string;
  readonly stage: Stage;
  readonly number: number;
}

/**
 * Identifies a grid directory: it stays the same when the directory is moved, and differs for a copy.
 *
 * @param id the plan's id; plans of earlier versions have none
 * @param inode the inode of the directory; `null` if the system has none
 */
export function gridKey(id: string | undefined, inode: number | null): string {
  return `${id ?? "-"}.${inode ?? "-"}`;
}

/** The mark of a launch. */
export function printMark({ grid, dir, stage, number }: MarkedLaunch): string {
  return `${grid}/${dir}:${stage}.${number}`;
}

/** Parses a mark; `undefined` if the text is not a mark. */
export function parseMark(text: string): MarkedLaunch | undefined {
  const match = /^([^/]+)\/([^/]+):(train|test)\.(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, grid, dir, stage, number] = match;
  return { grid: grid!, dir: dir!, stage: stage as Stage, number: Number(number) };
}
