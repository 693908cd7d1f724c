/** Maps the end of a stage to the exit code of its command. */
import type { StopReason } from "./state.ts";

/** The exit code of a command that its time limit has ended: the same command goes on. */
export const TIME_LIMIT_CODE = 5;

/** The facts that decide the exit code of a stage. */
export interface StageEnd {
  /** Number of requested experiments that have not succeeded. */
  readonly unsuccessful: number;
  /** What was to be repeated, and could not be. */
  readonly unrepeatable?: readonly unknown[];
  readonly stop: StopReason | undefined;
  readonly signal: "SIGINT" | "SIGTERM" | undefined;
  /** Whether the stage was to stop as its first run lacked results. */
  readonly lacksResults?: boolean;
  /** Number of runs that a cluster did not take. */
  readonly unsubmitted?: number;
  /** Whether a cluster refused the submission: nothing of it is queued. */
  readonly refused?: boolean;
}

/**
 * The exit code of a stage: 0 if all experiments succeeded, 1 if some did not or the first lacked results, 2 if a cluster refused the submission, 4 after an
 * internal error or an error of the operating system (a full disk, for example), 5 if the time limit kept some from succeeding,
 * 128 + n after signal n.
 */
export function exitCodeOf(end: StageEnd): number {
  if (end.stop === "error") return end.refused ? 2 : 4;
  if (end.signal !== undefined) return end.signal === "SIGINT" ? 130 : 143;
  if (end.lacksResults) return 1;
  // The runs that --detach left to a cluster are not waited for.
  if (end.stop === "left") return (end.unsubmitted ?? 0) > 0 ? 1 : 0;
  if (end.unsuccessful + (end.unrepeatable?.length ?? 0) === 0) return 0;
  return end.stop === "time_limit" ? TIME_LIMIT_CODE : 1;
}

/** Whether a command of several steps ends after a step with this exit code: after a signal or an error, not after failed runs. */
export function isFinal(code: number): boolean {
  return code > 1 && code !== TIME_LIMIT_CODE;
}

/**
 * The exit code of several steps, in their order: that of the step which ended the command, or that of the time limit, or the
 * first that is not 0.
 */
export function combineCodes(...codes: readonly number[]): number {
  return codes.find(isFinal) ?? codes.find((code) => code === TIME_LIMIT_CODE) ?? codes.find((code) => code !== 0) ?? 0;
}
