/** Builds the long (tidy) table of an analysis: one row per numeric result, as plotting libraries expect. */
import type { ExperimentResult, Fields } from "../../results/experiment_result.ts";
import { parseNumber } from "../../results/parse_number.ts";
import type { GROUPS, ResultNames } from "../result_names.ts";
import { assembleRows, type GroupedRow, type Table } from "./table.ts";

const IDENTITY = ["experiment_id", "experiment_name"];
const STAGE = ["training_terminal_status", "training_state", "stage"];
const TEXTS = [...STAGE, "test_name", "test_start_timestamp", "metric"];

/**
 * Assembles the table.
 *
 * @param rows rows from {@link longRows}
 * @param grids names of the grids by root; without it the table has no `grid` column
 */
export function longTable(names: ResultNames, rows: Iterable<GroupedRow>, grids?: ReadonlyMap<string, string>): Table {
  const columns = [
    grids ? ["grid"] : [],
    [...IDENTITY, "repetition", "launched_with"],
    Array.from(names.params, (key) => `param_${key}`),
    STAGE,
    names.tests.size > 0 ? ["test_name"] : [],
    ["test_start_timestamp", "metric", "value"],
  ];
  const texts = new Set(["grid", ...IDENTITY, "launched_with", ...TEXTS]);
  return { columns: columns.flat(), texts, blank: "", rows: assembleRows(columns, rows, { group: 0, names: grids }) };
}

/**
 * The rows of an experiment: all numeric results of its training, its validation and each of its tests.
 *
 * @param names must include the names of this experiment
 */
export function longRows(experiment: ExperimentResult, names: ResultNames): GroupedRow[] {
  const { grid, id, name, repetition, status, state, params, training, validation, tests } = experiment;
  const identity = [
    [grid],
    [id, name, String(repetition), training.launchedWith ?? ""],
    Array.from(names.params, (key) => params.get(key) ?? ""),
  ];
  const rows = (stage: (typeof GROUPS)[number], results: Fields, started = "", test = "") =>
    Array.from(results).filter(([metric, value]) => names[stage].has(metric) && parseNumber(value) !== undefined)
      .map(([metric, value]): GroupedRow => [...identity, [status, state, stage], [test], [started, metric, value]]);
  return [
    ...rows("training", training.results),
    ...rows("validation", validation),
    ...tests.flatMap(({ started, results, test }) => rows("test", results, started, test)),
  ];
}
