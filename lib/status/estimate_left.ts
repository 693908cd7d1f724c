/** Estimates how long a stage still takes. */

/** What is left of a stage, and how long its runs took so far. Durations are milliseconds. */
export interface RemainingWork {
  /** Number of runs that succeeded, and their total duration. */
  readonly ended: number;
  readonly spent: number;
  /** Number of runs that have not started. */
  readonly pending: number;
  /** For how long each running one has been running. */
  readonly running: readonly number[];
  /** How many run at a time. */
  readonly concurrent: number;
}

/**
 * The remaining time in milliseconds, if the runs that are left take as long as those that succeeded took on average.
 *
 * @returns `undefined` without a basis: no run has succeeded, nothing is left, or all that runs has been running for longer
 */
export function estimateLeft({ ended, spent, pending, running, concurrent }: RemainingWork): number | undefined {
  if (ended === 0) return undefined;
  const mean = spent / ended;
  let total = pending * mean;
  let longest = 0;
  for (const elapsed of running) {
    const left = Math.max(0, mean - elapsed);
    total += left;
    longest = Math.max(longest, left);
  }
  const estimate = Math.max(longest, total / Math.max(1, concurrent));
  return estimate > 0 ? estimate : undefined;
}
