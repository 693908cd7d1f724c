/** A clock that does not jump when the machine's clock is set. */

/**
 * Milliseconds since the epoch, as this process counts them since its start: changes of the machine's clock have no effect. For
 * deadlines and durations; what is written to disk has the machine's time.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
