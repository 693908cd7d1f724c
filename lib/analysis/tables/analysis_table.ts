/**
 * Builds the main table of an analysis: one row per test, and one row for an experiment without tests. The columns are those
 * of MI-Prometheus's analyzer, with the experiment's identity and parameters after the status columns.
 */
import type { ExperimentResult, Fields, RunResult } from "../../results/experiment_result.ts";
import { type ResultNames, RUN_COLUMNS, STATE_COLUMN, STATUS_COLUMNS } from "../result_names.ts";
import { assembleRows, type GroupedRow, type Table } from "./table.ts";

/** An empty cell, as written by MI-Prometheus's analyzer. */
const BLANK = " ";

const STATUS = ["problem", "model", "model_save_timestamp", ...STATUS_COLUMNS.map((name) => `training_${name}`)];
const STATE = `training_${STATE_COLUMN}`;
const IDENTITY = ["experiment_id", "experiment_name"];
const LAUNCHED_WITH = "launched_with";
const RUN_TEXTS = ["configuration_filepath", "start_timestamp"];
const TEXTS = new Set([
  ...[...STATUS, STATE, "grid", ...IDENTITY, LAUNCHED_WITH, "test_name", `test_${LAUNCHED_WITH}`],
  ...["training", "test"].flatMap((group) => RUN_TEXTS.map((name) => `${group}_${name}`)),
]);

export function analysisTable(
  names: ResultNames,
  rows: Iterable<GroupedRow>,
  grids?: ReadonlyMap<string, string>,
): Table {
  const columns = [
    STATUS,
    names.states.size > 0 ? [STATE] : [],
    grids ? ["grid"] : [],
    [...IDENTITY, "repetition", LAUNCHED_WITH],
    Array.from(names.params, (key) => `param_${key}`),
    [...RUN_COLUMNS, ...names.training].map((key) => `training_${key}`),
    Array.from(names.validation, (key) => `validation_${key}`),
    names.tests.size > 0 ? ["test_name"] : [],
    [...RUN_COLUMNS, LAUNCHED_WITH, ...names.test].map((key) => `test_${key}`),
  ];
  return {
    columns: columns.flat(),
    texts: TEXTS,
    blank: BLANK,
    rows: assembleRows(columns, rows, { group: 2, names: grids }),
  };
}

/**
 * The rows of an experiment. The first has everything; rows of further tests only have the identity, the parameters and the
 * columns of that test.
 *
 * @param names must include the names of this experiment
 */
export function analysisRows(experiment: ExperimentResult, names: ResultNames): GroupedRow[] {
  const { grid, id, name, repetition, training, tests } = experiment;
  const identity = [
    [grid],
    [id, name, String(repetition), training.launchedWith ?? ""],
    cells(experiment.params, names.params),
  ];
  const first = [
    [
      experiment.problem,
      experiment.model,
      experiment.saved,
      experiment.status,
      experiment.statusTime,
    ],
    [experiment.state],
    ...identity,
    [...runCells(training), ...cells(training.results, names.training)],
    cells(experiment.validation, names.validation),
  ];
  const further = [[], [], ...identity, [], []];
  const shown: readonly (RunResult | undefined)[] = tests.length === 0 ? [undefined] : tests;
  return shown.map((test, index) => [
    ...(index === 0 ? first : further),
    [test?.test ?? ""],
    test === undefined ? [] : [...runCells(test), test.launchedWith ?? "", ...cells(test.results, names.test)],
  ]);
}

function cells(fields: Fields, names: Iterable<string>): string[] {
  return Array.from(names, (name) => fields.get(name) ?? "");
}

// A trainer that draws its own seed may write it to its results.
function runCells({ configuration, started, seedTorch, seedNumpy, results }: RunResult): string[] {
  const seed = (configured: string, name: string) =>
    configured === "" || configured === "-1" ? results.get(name) ?? configured : configured;
  return [configuration, started, seed(seedTorch, "seed_torch"), seed(seedNumpy, "seed_numpy")];
}
