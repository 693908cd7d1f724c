/** The names of results. */
import type { ExperimentResult, RunResult } from "../results/experiment_result.ts";

/**
 * Names by group, without the groups' prefixes, in the order in which the experiments, in theirs, first have them: the same
 * data give the same table, whatever the file system's order.
 */
export interface ResultNames {
  readonly params: Set<string>;
  readonly training: Set<string>;
  readonly validation: Set<string>;
  readonly test: Set<string>;
  /** The tests' in the summary, which keeps several tests of a model apart: `noisy_accuracy`, and whose it is. */
  readonly summarizedTest: Map<string, string | undefined>;
  /** The names of several tests of a model. */
  readonly tests: Set<string>;
}

/** The groups of results, and how their names begin. */
export const GROUPS = ["training", "validation", "test"] as const;

/** The columns of a run that are not its results. */
export const RUN_COLUMNS = ["configuration_filepath", "start_timestamp", "seed_torch", "seed_numpy"];
/** How a training ended. */
export const STATUS_COLUMNS = ["terminal_status", "terminal_status_timestamp"];

// Results of these names would be a second column of that name; `name` is that of a test.
const TAKEN: Readonly<Record<"training" | "test", ReadonlySet<string>>> = {
  training: new Set([...RUN_COLUMNS, ...STATUS_COLUMNS]),
  test: new Set([...RUN_COLUMNS, "name"]),
};

/** No names yet. */
export function createNames(): ResultNames {
  const [params, training, validation, test] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  return { params, training, validation, test, summarizedTest: new Map(), tests: new Set() };
}

/** The names of a group's results, as the summary has them. */
export function summarizedNames(names: ResultNames, group: (typeof GROUPS)[number]): Iterable<string> {
  return group === "test" ? names.summarizedTest.keys() : names[group];
}

/** The name of a test's result in the summary. */
export function summarizedName({ summarizedTest }: ResultNames, { test }: RunResult, key: string): string {
  const name = test === undefined ? key : `${test}_${key}`;
  // Of a test `clean` with `accuracy_top1`, and a test `clean_accuracy` with `top1`, the second has another name.
  return summarizedTest.has(name) && summarizedTest.get(name) !== test ? `${test ?? ""}.${key}` : name;
}

/** The columns of results, as the summary has them. */
export function resultColumns(names: ResultNames): string[] {
  return GROUPS.flatMap((group) => Array.from(summarizedNames(names, group), (key) => `${group}_${key}`));
}

/** Enters the names that an experiment has. */
export function enterNames(names: ResultNames, { params, training, validation, tests }: ExperimentResult): void {
  for (const key of params.keys()) names.params.add(key);
  for (const key of training.results.keys()) if (!TAKEN.training.has(key)) names.training.add(key);
  for (const key of validation.keys()) names.validation.add(key);
  for (const run of tests) {
    if (run.test !== undefined) names.tests.add(run.test);
    for (const key of run.results.keys()) {
      if (TAKEN.test.has(key)) continue;
      names.test.add(key);
      names.summarizedTest.set(summarizedName(names, run, key), run.test);
    }
  }
}
