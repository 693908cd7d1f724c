/** Says that a selector matches no experiment. */

/**
 * `matches none of the 4 experiments`
 *
 * @param count the number of experiments
 */
export function matchesNone(count: number): string {
  return count === 1 ? "does not match the only experiment" : `matches none of the ${count} experiments`;
}
