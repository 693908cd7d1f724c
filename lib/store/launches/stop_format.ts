/** The format of `slurm/<n>/stop`. If it exists, nothing more of the job array is started. */

/**
 * Why nothing more is started: too many runs failed, as an element has counted, or `grid:stop` was run; with `drain`, runs that
 * have started go on to their end.
 */
export type StopReason = "max_failures" | "stop" | "drain";

const REASONS: readonly StopReason[] = ["max_failures", "stop", "drain"];

/** The text for a reason; empty if the scheduler of the job array wants no more of it. */
export function printStop(reason?: StopReason): string {
  return reason === undefined ? "" : `${reason}\n`;
}

/** The reason in a text; `undefined` if it has none, or not yet. */
export function parseStop(text: string): StopReason | undefined {
  return REASONS.find((reason) => text === printStop(reason));
}
