/** Estimates how long a stage still takes. */

/** A run that is running. Durations are milliseconds. */
export interface RunningFor {
  readonly elapsed: number;
  /** How long another run of its configuration took, if one has ended. */
  readonly expected?: number | undefined;
}

/** What is left of a stage, and how long its runs took so far. Durations are milliseconds. */
export interface RemainingWork {
  /** Number of runs that succeeded or were stopped early, and their total duration. */
  readonly ended: number;
  readonly spent: number;
  /** Number of runs that have not started and of whose configurations no other run has ended. */
  readonly pending: number;
  /** The expected total duration of the others that have not started. */
  readonly known: number;
  readonly running: readonly RunningFor[];
  /** How many run at a time. */
  readonly concurrent: number;
}

/**
 * The remaining time in milliseconds, if a run takes as long as another one of its configuration, or else as those that have ended
 * took on average.
 *
 * @returns `undefined` without a basis: no run has ended, nothing is left, or all that runs has been running for longer
 */
export function estimateLeft({ ended, spent, pending, known, running, concurrent }: RemainingWork): number | undefined {
  if (ended === 0) return undefined;
  const mean = spent / ended;
  let total = pending * mean + known;
  let longest = 0;
  for (const { elapsed, expected = mean } of running) {
    const left = Math.max(0, expected - elapsed);
    total += left;
    longest = Math.max(longest, left);
  }
  const estimate = Math.max(longest, total / Math.max(1, concurrent));
  return estimate > 0 ? estimate : undefined;
}
