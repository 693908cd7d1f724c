/**
 * The table of an analysis: MI-Prometheus's columns, under its names, with the experiment's identity and parameters after
 * the status group. A row for each test; an experiment without tests has one.
 *
 * Columns of results stand in the order in which the experiments, in theirs, first have them: the same data give the same
 * table, whatever the file system's order.
 */
import { BLANK, type Table } from "./csv.ts";
import { type ExperimentResult, type Fields, NO_FIELDS, type RunResult } from "./experiment_result.ts";

/** The names of results, by group, without the groups' prefixes. */
export interface ResultNames {
  readonly params: readonly string[];
  readonly training: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
  /** Whether some test has a name: it is one of several of its model. */
  readonly namedTests: boolean;
}

const RUN = ["configuration_filepath", "start_timestamp", "seed_torch", "seed_numpy"];
const STATUS = ["terminal_status", "terminal_status_timestamp"];
// Results of these names would be a second column of that name.
const TAKEN: Readonly<Record<"training" | "test", ReadonlySet<string>>> = {
  training: new Set([...RUN, ...STATUS]),
  test: new Set(RUN),
};

/** All names of results that some experiment has. */
export function namesOf(experiments: readonly ExperimentResult[]): ResultNames {
  const params = new Set<string>();
  const training = new Set<string>();
  const validation = new Set<string>();
  const test = new Set<string>();
  for (const experiment of experiments) {
    for (const key of experiment.params.keys()) params.add(key);
    for (const key of experiment.training.results.keys()) if (!TAKEN.training.has(key)) training.add(key);
    for (const key of experiment.validation.keys()) validation.add(key);
    for (const { results } of experiment.tests) {
      for (const key of results.keys()) if (!TAKEN.test.has(key)) test.add(key);
    }
  }
  const namedTests = experiments.some(({ tests }) => tests.some((own) => own.test !== undefined));
  // A result of that name would be a second column of the tests' names.
  if (namedTests) test.delete("name");
  return { params: [...params], training: [...training], validation: [...validation], test: [...test], namedTests };
}

/**
 * @param experiments in the order of their rows
 * @param withGrid whether there is a column that tells the grid
 */
export function analysisTable(experiments: readonly ExperimentResult[], withGrid: boolean): Table {
  const names = namesOf(experiments);
  const columns = [
    ...["problem", "model", "model_save_timestamp", ...STATUS.map((name) => `training_${name}`)],
    ...(withGrid ? ["grid"] : []),
    ...["experiment_id", "experiment_name", "repetition"],
    ...names.params.map((key) => `param_${key}`),
    ...[...RUN, ...names.training].map((key) => `training_${key}`),
    ...names.validation.map((key) => `validation_${key}`),
    ...[...(names.namedTests ? ["name"] : []), ...RUN, ...names.test].map((key) => `test_${key}`),
  ];
  const rows = experiments.flatMap((experiment) => {
    const { grid, id, name, repetition, training, tests } = experiment;
    const identity = [
      ...(withGrid ? [grid] : []),
      id,
      name,
      String(repetition),
      ...cells(experiment.params, names.params),
    ];
    const first = [
      ...[experiment.problem, experiment.model, experiment.saved, experiment.status, experiment.statusTime],
      ...identity,
      ...runCells(training),
      ...cells(training.results, names.training),
      ...cells(experiment.validation, names.validation),
    ];
    const further = first.map((_, column) => {
      const own = column - 5;
      return own >= 0 && own < identity.length ? identity[own]! : "";
    });
    const shown: readonly (RunResult | undefined)[] = tests.length === 0 ? [undefined] : tests;
    return shown.map((test, index) =>
      [
        ...(index === 0 ? first : further),
        ...(names.namedTests ? [test?.test ?? ""] : []),
        ...(test === undefined ? RUN.map(() => "") : runCells(test)),
        ...cells(test?.results ?? NO_FIELDS, names.test),
      ].map((cell) => cell === "" ? BLANK : cell)
    );
  });
  return { columns, rows };
}

function cells(fields: Fields, names: readonly string[]): string[] {
  return names.map((name) => fields.get(name) ?? "");
}

// A trainer that drew its seed may tell it among its results.
function runCells({ configuration, started, seedTorch, seedNumpy, results }: RunResult): string[] {
  const seed = (configured: string, name: string) =>
    configured === "" || configured === "-1" ? results.get(name) ?? configured : configured;
  return [configuration, started, seed(seedTorch, "seed_torch"), seed(seedNumpy, "seed_numpy")];
}
