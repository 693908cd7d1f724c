/** How much an analysis found, in words. */
import { printable } from "../messages/printable.ts";
import { RUN_STATE_NAMES } from "../run/run_state.ts";
import type { Ranking } from "./ranking.ts";

/** What was counted. */
export interface Tally {
  experiments: number;
  tests: number;
  /** Experiments by how their training ended. */
  readonly states: Map<string, number>;
}

/**
 * One line: `8 experiments (6 succeeded, 2 failed) of 4 configurations, 12 tests; 3 more have not started yet`.
 *
 * @param waiting how many experiments were never started
 */
export function describeAnalysis(
  { experiments, tests, states }: Readonly<Tally>,
  configurations: number,
  waiting: number,
): string {
  const counts = RUN_STATE_NAMES.flatMap((state) =>
    states.has(state) ? [`${states.get(state)} ${state.replace("_", " ")}`] : []
  );
  const counted = [
    `${plural(experiments, "experiment")}${counts.length === 0 ? "" : ` (${counts.join(", ")})`}`,
    ` of ${plural(configurations, "configuration")}, ${tests === 0 ? "no tests" : plural(tests, "test")}`,
  ].join("");
  if (waiting === 0) return counted;
  if (experiments === 0) return `no results yet: ${plural(waiting, "experiment")} waiting to be started`;
  return `${counted}; ${waiting} more ${waiting === 1 ? "has" : "have"} not started yet`;
}

/**
 * What a table of configurations shows: `the 10 best of 400 configurations by validation_accuracy, highest first:`
 *
 * @param shown how many it shows, of those that have a value, of all
 */
export function describeSelection(
  shown: number,
  valued: number,
  all: number,
  ranking: Ranking | undefined,
): string {
  if (ranking === undefined) {
    const which = shown < all ? `the first ${shown} of ${plural(all, "configuration")}` : plural(all, "configuration");
    return `${which}, in the grid's order (--metric ranks by a result):`;
  }
  const which = shown < valued
    ? `the ${shown} best of ${plural(all, "configuration")}`
    : plural(shown, "configuration");
  const missing = valued < all ? ` (${all - valued} without a value)` : "";
  return `${which} by ${printable(ranking.column)}, ${
    ranking.goal === "maximize" ? "highest" : "lowest"
  } first${missing}:`;
}

function plural(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
