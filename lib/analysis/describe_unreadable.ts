/** Describes files that could not be read. */

/** A file or directory that could not be read. */
export interface Unreadable {
  /** Path for display. */
  readonly path: string;
  /** Why, in words. */
  readonly reason: string;
  /** The path in the directory of its experiment; empty for the directory itself. Absent if it is in none. */
  readonly place?: string;
}

/**
 * One line for each file and reason. The same file of several experiments, with the same reason, has one line:
 * `metrics.json: invalid JSON (in 2,000 experiments, the first: experiments/g_1/mlp-r0-3f9c2a1b/metrics.json)`. Reasons that
 * differ in numbers and quoted texts only are similar.
 */
export function describeUnreadable(unreadable: readonly Unreadable[]): string[] {
  const groups = Map.groupBy(
    unreadable,
    ({ path, reason, place }) =>
      place === undefined ? `${path}\0${reason}` : `\0${commonPlace(place)}\0${withoutDetails(reason)}`,
  );
  return Array.from(groups.values(), (group) => {
    const { path, reason, place } = group[0]!;
    if (group.length === 1 || place === undefined) return `${path}: ${reason}`;
    if (group.some((other) => other.reason !== reason)) {
      const others = group.length === 2 ? "another experiment" : `${numeral(group.length - 1)} other experiments`;
      return `${path}: ${reason} (and similarly in ${others})`;
    }
    const what = place === "" ? reason : `${commonPlace(place)}: ${reason}`;
    return `${what} (in ${numeral(group.length)} experiments, the first: ${path})`;
  });
}

function numeral(count: number): string {
  return count.toLocaleString("en-US");
}

// Directories of tests have the time of the test in their names.
function commonPlace(place: string): string {
  return place.replaceAll(/(?<!\d)\d{8}_\d{6}(?!\d)/g, "…");
}

function withoutDetails(reason: string): string {
  return reason.replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"').replaceAll(/\d+/g, "#");
}
