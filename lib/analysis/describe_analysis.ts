/** Describes what an analysis found, for the terminal. */
import { printable } from "../messages/printable.ts";
import { counted } from "../messages/text.ts";
import { MAX_LIST } from "../results/metrics.ts";
import { RUN_STATE_NAMES } from "../run/run_state.ts";
import type { Ranking } from "./ranking.ts";

/** Counts of an analysis. */
export interface Tally {
  /** Number of experiments. */
  experiments: number;
  /** Number of tests. */
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
  const line = [
    `${counted(experiments, "experiment")}${counts.length === 0 ? "" : ` (${counts.join(", ")})`}`,
    ` of ${counted(configurations, "configuration")}, ${tests === 0 ? "no tests" : counted(tests, "test")}`,
  ].join("");
  if (pending === 0) return line;
  if (experiments === 0) return `no results yet: ${counted(pending, "experiment")} pending`;
  return `${line}; ${pending} more pending`;
}

/** What an analysis leaves out. */
interface LeftOut {
  /** Number of experiments whose directories were deleted. */
  readonly deleted: number;
  /** Number of tests whose directories were deleted. */
  readonly deletedTests: number;
  /** Number of experiments that are no longer in the grid. */
  readonly dropped: number;
  /** Number of experiments whose checkpoints were removed on request. */
  readonly cleaned: number;
  /** Paths of hidden directories with experiments. */
  readonly hidden: readonly string[];
  /** Keys of lists that are too long to become columns. */
  readonly leftOut: readonly string[];
  /** Results of which two files have different values. */
  readonly conflicts: readonly ResultConflicts[];
}

/** Results of a column of which two files have different values. */
export interface ResultConflicts {
  /** `validation_accuracy`. */
  readonly column: string;
  /** The first of them, described. */
  readonly first: string;
  /** How many there are. */
  readonly count: number;
}

/** Describes what is left out, one line per kind. */
export function describeLeftOut(
  { deleted, deletedTests, dropped, cleaned, hidden, leftOut, conflicts }: LeftOut,
): string[] {
  const pending = counted(
    deleted,
    "pending experiment: its directory was",
    "pending experiments: their directories were",
  );
  const tests = counted(deletedTests, "test: its directory was", "tests: their directories were");
  const experiments = counted(dropped, "experiment that is", "experiments that are");
  const keys = leftOut.length > 5 ? `${leftOut.slice(0, 5).join(", ")}, …` : leftOut.join(", ");
  return [
    ...(deleted > 0 ? [`left out: ${pending} deleted`] : []),
    ...(deletedTests > 0 ? [`left out: ${tests} deleted`] : []),
    ...(dropped > 0 ? [`left out: ${experiments} no longer in the grid`] : []),
    ...(cleaned > 0 ? [`checkpoints of ${counted(cleaned, "experiment")} were removed to free space`] : []),
    ...(hidden.length > 0 ? [describeHidden(hidden)] : []),
    ...(leftOut.length > 0 ? [`left out: ${keys}: lists of more than ${MAX_LIST} values belong in a CSV file`] : []),
    ...conflicts.map(({ column, first, count }) =>
      `${column} differs between files of ${counted(count, "run")}, the first is used: ${first}`
    ),
  ];
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
      ? `the first ${shown} of ${counted(all, "configuration")}`
      : counted(all, "configuration");
    return `${configurations}, in grid order (use --metric to rank by a result):`;
  }
  const configurations = shown < valued
    ? `the ${shown} best of ${counted(all, "configuration")}`
    : counted(shown, "configuration");
  const missing = valued < all ? ` (${all - valued} without a value)` : "";
  return `${configurations} by ${printable(ranking.column)}, ${
    ranking.goal === "maximize" ? "highest" : "lowest"
  } first${missing}:`;
}

/**
 * Notes on what the table of configurations does not show.
 *
 * @param hidden names of the results that it does not show
 * @param hasDeviations whether it has standard deviations
 */
export function describeTable(hidden: readonly string[], hasDeviations: boolean): string[] {
  const names = hidden.slice(0, 5).map(printable).join(", ");
  const more = hidden.length > 5 ? ` and ${hidden.length - 5} more` : "";
  return [
    ...(hasDeviations ? ["± is the standard deviation over the n trained models"] : []),
    ...(hidden.length > 0 ? [`not shown: ${names}${more} (choose results with --columns)`] : []),
  ];
}
