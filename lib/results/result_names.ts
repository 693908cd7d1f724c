/** The names of results. */
import type { ExperimentResult } from "./experiment_result.ts";

/**
 * Names by group, without the groups' prefixes, in the order in which the experiments, in theirs, first have them: the same
 * data give the same table, whatever the file system's order.
 */
export interface ResultNames {
  readonly params: Set<string>;
  readonly training: Set<string>;
  readonly validation: Set<string>;
  readonly test: Set<string>;
}

/** The columns of a run that are not its results. */
export const RUN_COLUMNS = ["configuration_filepath", "start_timestamp", "seed_torch", "seed_numpy"];
/** How a training ended. */
export const STATUS_COLUMNS = ["terminal_status", "terminal_status_timestamp"];

// Results of these names would be a second column of that name.
const TAKEN: Readonly<Record<"training" | "test", ReadonlySet<string>>> = {
  training: new Set([...RUN_COLUMNS, ...STATUS_COLUMNS]),
  test: new Set(RUN_COLUMNS),
};

/** No names yet. */
export function createNames(): ResultNames {
  return { params: new Set(), training: new Set(), validation: new Set(), test: new Set() };
}

/** The columns of results, as the analysis has them. */
export function resultColumns(names: ResultNames): string[] {
  return (["training", "validation", "test"] as const).flatMap((group) =>
    Array.from(names[group], (key) => `${group}_${key}`)
  );
}

/** Enters the names that an experiment has. */
export function enterNames(names: ResultNames, { params, training, validation, tests }: ExperimentResult): void {
  for (const key of params.keys()) names.params.add(key);
  for (const key of training.results.keys()) if (!TAKEN.training.has(key)) names.training.add(key);
  for (const key of validation.keys()) names.validation.add(key);
  for (const { results } of tests) {
    for (const key of results.keys()) if (!TAKEN.test.has(key)) names.test.add(key);
  }
}
