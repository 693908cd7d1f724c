/** Describes what an analysis found, for the terminal. */
import { printable } from "../messages/printable.ts";
import { RUN_STATE_NAMES } from "../run/run_state.ts";
import type { Ranking } from "./ranking.ts";

/** Counts of an analysis. */
export interface Tally {
  experiments: number;
  tests: number;
  /** Number of experiments by the state of their training. */
  readonly states: Map<string, number>;
}

/**
 * Describes the counts in one line: `8 experiments (6 succeeded, 2 failed) of 4 configurations, 12 tests; 3 more pending`.
 *
 * @param pending number of experiments that have not started
 */
export function describeAnalysis(
  { experiments, tests, states }: Readonly<Tally>,
  configurations: number,
  pending: number,
): string {
  const counts = RUN_STATE_NAMES.flatMap((state) =>
    states.has(state) ? [`${states.get(state)} ${state.replace("_", " ")}`] : []
  );
  const counted = [
    `${plural(experiments, "experiment")}${counts.length === 0 ? "" : ` (${counts.join(", ")})`}`,
    ` of ${plural(configurations, "configuration")}, ${tests === 0 ? "no tests" : plural(tests, "test")}`,
  ].join("");
  if (pending === 0) return counted;
  if (experiments === 0) return `no results yet: ${plural(pending, "experiment")} pending`;
  return `${counted}; ${pending} more pending`;
}

/** Describes hidden directories with experiments, which are left out. */
export function describeHidden(paths: readonly string[]): string {
  const shown = paths.length > 5 ? `${paths.slice(0, 5).join(", ")}, …` : paths.join(", ");
  return `left out: experiments in hidden directories (${shown}): name such a directory to include it`;
}

/**
 * The caption of a table of configurations: `the 10 best of 400 configurations by validation_accuracy, highest first:`
 *
 * @param shown number of configurations in the table
 * @param valued number of configurations that have a value
 * @param all number of all configurations
 */
export function describeSelection(
  shown: number,
  valued: number,
  all: number,
  ranking: Ranking | undefined,
): string {
  if (ranking === undefined) {
    const configurations = shown < all
      ? `the first ${shown} of ${plural(all, "configuration")}`
      : plural(all, "configuration");
    return `${configurations}, in grid order (use --metric to rank by a result):`;
  }
  const configurations = shown < valued
    ? `the ${shown} best of ${plural(all, "configuration")}`
    : plural(shown, "configuration");
  const missing = valued < all ? ` (${all - valued} without a value)` : "";
  return `${configurations} by ${printable(ranking.column)}, ${
    ranking.goal === "maximize" ? "highest" : "lowest"
  } first${missing}:`;
}

function plural(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
