/** Collects the names of results, which become columns. */
import type { ExperimentResult, RunResult } from "../results/experiment_result.ts";

/**
 * Names by group, without the group's prefix, in order of first appearance in the experiments. The order does not depend on
 * the file system, so the same data always give the same table.
 */
export interface ResultNames {
  readonly params: Set<string>;
  readonly training: Set<string>;
  readonly validation: Set<string>;
  readonly test: Set<string>;
  /**
   * Names of test results in the summary, which has separate columns for each of several tests (`noisy_accuracy`), and the
   * test that each belongs to.
   */
  readonly summarizedTest: Map<string, string | undefined>;
  /** Names of tests, if models have several. */
  readonly tests: Set<string>;
  /** The states of trainings; empty for experiments that were not run by a grid. */
  readonly states: Set<string>;
}

/** The groups of results, and the prefixes of their columns. */
export const GROUPS = ["training", "validation", "test"] as const;

export const RUN_COLUMNS = ["configuration_filepath", "start_timestamp", "seed_torch", "seed_numpy"];
/** The columns with how a training ended, according to its trainer. */
export const STATUS_COLUMNS = ["terminal_status", "terminal_status_timestamp"];
/** The column with the state of a training's run. */
export const STATE_COLUMN = "state";

// Results with these names would duplicate a column; `test_name` is the name of the test.
const RESERVED: Readonly<Record<"training" | "test", ReadonlySet<string>>> = {
  training: new Set([...RUN_COLUMNS, ...STATUS_COLUMNS, STATE_COLUMN]),
  test: new Set([...RUN_COLUMNS, "launched_with", "name"]),
};

export function createNames(): ResultNames {
  const [params, training, validation, test] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  return { params, training, validation, test, summarizedTest: new Map(), tests: new Set(), states: new Set() };
}

/** The names of a group's results in the summary. */
export function summarizedNames(names: ResultNames, group: (typeof GROUPS)[number]): Iterable<string> {
  return group === "test" ? names.summarizedTest.keys() : names[group];
}

/** The name of a test's result in the summary. */
export function summarizedName({ summarizedTest }: ResultNames, { test }: RunResult, key: string): string {
  const name = test === undefined ? key : `${test}_${key}`;
  // Tests `clean` with `accuracy_top1` and `clean_accuracy` with `top1` would collide: the second gets another name.
  return summarizedTest.has(name) && summarizedTest.get(name) !== test ? `${test ?? ""}.${key}` : name;
}

/** The result columns of the summary, without statistics. */
export function resultColumns(names: ResultNames): string[] {
  return GROUPS.flatMap((group) => Array.from(summarizedNames(names, group), (key) => `${group}_${key}`));
}

/** Adds the names in an experiment. */
export function addNames(names: ResultNames, { state, params, training, validation, tests }: ExperimentResult): void {
  if (state !== "") names.states.add(state);
  for (const key of params.keys()) names.params.add(key);
  for (const key of training.results.keys()) if (!RESERVED.training.has(key)) names.training.add(key);
  for (const key of validation.keys()) names.validation.add(key);
  for (const run of tests) {
    if (run.test !== undefined) names.tests.add(run.test);
    for (const key of run.results.keys()) {
      if (RESERVED.test.has(key)) continue;
      names.test.add(key);
      names.summarizedTest.set(summarizedName(names, run, key), run.test);
    }
  }
}

// Results that describe the sample rather than the model.
const MINOR =
  /(?:^|_)(?:episode|episodes|epoch|step|steps|samples?|aggregated|count|size|length|seed|time|duration)(?:_|$)|_(?:min|max|std)$/;

/**
 * Result columns by importance to a reader: the metric, then test, validation and training results.
 *
 * @param columns all result columns
 * @param metric the column that configurations are ranked by
 */
export function mainResults(columns: readonly string[], metric: string | undefined): string[] {
  const main = columns.filter((column) => column !== metric && !MINOR.test(column));
  const group = (prefix: string) => main.filter((column) => column.startsWith(prefix));
  return [...(metric === undefined ? [] : [metric]), ...group("test_"), ...group("validation_"), ...group("training_")];
}
