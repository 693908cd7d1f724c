/** The mark by which the processes of a launch are found, however far they have gone from it. */
import type { Stage } from "../run/stage.ts";

/** The variable that holds it. The launches of a grid that is run within a launch have both marks, one per line. */
export const RUN_MARK = "GRID_WORKERS_RUN";

/** A launch, as its mark names it. */
export interface MarkedLaunch {
  /** The key of its grid directory: {@link gridKey}. */
  readonly grid: string;
  /** The name of the experiment's directory. */
  readonly dir: string;
  readonly stage: Stage;
  readonly number: number;
}

/**
 * Tells a grid directory from all others of a machine, whatever its path: a directory that is moved stays the same, a copy is
 * another.
 *
 * @param id of the plan; earlier versions made plans without
 * @param inode of the directory; `null` where the system has none
 */
export function gridKey(id: string | undefined, inode: number | null): string {
  return `${id ?? "-"}.${inode ?? "-"}`;
}

/** The mark of a launch. */
export function printMark({ grid, dir, stage, number }: MarkedLaunch): string {
  return `${grid}/${dir}:${stage}.${number}`;
}

/** The launch that a mark names; `undefined` when it is no mark. */
export function parseMark(text: string): MarkedLaunch | undefined {
  const match = /^([^/]+)\/([^/]+):(train|test)\.(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, grid, dir, stage, number] = match;
  return { grid: grid!, dir: dir!, stage: stage as Stage, number: Number(number) };
}
