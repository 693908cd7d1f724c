/** Builds the table of curves: one row per value of a result over the steps of a training. */
import type { ResultNames } from "../../analysis/result_names.ts";
import { assembleRows, type GroupedRow, type Table } from "../../analysis/tables/table.ts";
import type { ExperimentResult } from "../../results/experiment_result.ts";
import type { StatisticsCurves } from "../experiment_details.ts";
import { placeOf, pointsOf } from "./curve_builder.ts";

const IDENTITY = ["experiment_id", "experiment_name"];
const TEXTS = ["training_state", "stage", "metric", "axis"];

/**
 * Assembles the table.
 *
 * @param rows rows from {@link curveRows}
 * @param grids names of the grids by root; without it the table has no `grid` column
 */
export function curvesTable(
  names: ResultNames,
  rows: Iterable<GroupedRow>,
  grids?: ReadonlyMap<string, string>,
): Table {
  const columns = [
    grids ? ["grid"] : [],
    [...IDENTITY, "repetition"],
    Array.from(names.params, (key) => `param_${key}`),
    [...TEXTS, "step", "value"],
  ];
  const texts = new Set(["grid", ...IDENTITY, ...TEXTS]);
  return { columns: columns.flat(), texts, blank: "", rows: assembleRows(columns, rows, { group: 0, names: grids }) };
}

/**
 * The rows of an experiment: all values of its curves, to 7 digits. Of a curve that was too long to be kept, they are the
 * smallest and the largest value of each bucket, in their order, at the step where the bucket begins.
 *
 * @param names must include the names of this experiment
 */
export function* curveRows(
  { grid, id, name, repetition, state, params }: ExperimentResult,
  curves: readonly StatisticsCurves[],
  names: ResultNames,
): Generator<GroupedRow> {
  const identity = [[grid], [id, name, String(repetition)], Array.from(names.params, (key) => params.get(key) ?? "")];
  for (const { group, x = "row", columns } of curves) {
    for (const { name: metric, curve } of columns) {
      const values = pointsOf(curve);
      const perBucket = curve.spread === undefined ? 1 : 2;
      for (const [index, value] of values.entries()) {
        const step = placeOf(curve.axis, Math.floor(index / perBucket));
        yield [...identity, [state, group, metric, x, rounded(step, 15), rounded(value, 7)]];
      }
    }
  }
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}
