/** Time as it passes, whatever the machine's clock is set to. */

/**
 * Milliseconds since the epoch, as this process has known them since it started: steps of the machine's clock do not show. For
 * deadlines and durations; what is written to disk has the time of the machine.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
