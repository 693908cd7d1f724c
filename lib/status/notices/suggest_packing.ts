/** Suggests that elements of a job array take several runs, if runs wait longer than they take. */
import { formatDuration } from "../../messages/quantity.ts";

/** The runs of a stage on Slurm. Times are milliseconds. */
export interface PackableRuns {
  /** Number of runs that succeeded, and their total duration. */
  readonly succeeded: number;
  readonly spent: number;
  /** Number of runs that started, and how long they waited in the queue, in total. */
  readonly started: number;
  readonly waited: number;
  /** The setting. */
  readonly runsPerJob: number;
}

// Longer runs are worth an element each.
const SHORT_MS = 20_000;
// How long an element should take.
const ELEMENT_MS = 600_000;

/** The suggestion in words; `undefined` if there is none. */
export function suggestPacking(
  { succeeded, spent, started, waited, runsPerJob }: PackableRuns,
): string | undefined {
  if (runsPerJob > 1 || succeeded < 2 || started === 0) return undefined;
  const [duration, wait] = [spent / succeeded, waited / started];
  if (duration >= SHORT_MS || wait <= duration) return undefined;
  const runs = Math.max(2, Math.min(succeeded, Math.round(ELEMENT_MS / Math.max(duration, 1_000))));
  return `runs took ${formatDuration(duration / 1000)} and waited ${formatDuration(wait / 1000)} on average: ` +
    `with runs_per_job: ${runs} in grid_settings, an element of the job array takes up to ${runs} of them`;
}
