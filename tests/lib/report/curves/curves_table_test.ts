import { assertEquals } from "@std/assert";
import { addNames, createNames } from "../../../../lib/analysis/result_names.ts";
import { createCurveBuilder, MAX_BUCKETS } from "../../../../lib/report/curves/curve_builder.ts";
import { curveRows, curvesTable } from "../../../../lib/report/curves/curves_table.ts";
import type { StatisticsCurves } from "../../../../lib/report/experiment_details.ts";
import { exampleResult } from "../../analysis/example_result.ts";

function curvesOf(
  group: "training" | "validation",
  x: string | undefined,
  values: readonly number[],
): StatisticsCurves {
  const builder = createCurveBuilder();
  values.forEach((value, at) => builder.add(at + 1, value));
  const column = { name: "loss", curve: builder.finish()!, points: new Float32Array() };
  return { group, ...(x !== undefined && { x }), columns: [column] };
}

function tableOf(curves: readonly StatisticsCurves[], grids?: ReadonlyMap<string, string>): string[][] {
  const names = createNames();
  const experiment = exampleResult({ id: "aa", name: "mlp", params: new Map([["lr", "0.1"]]), state: "succeeded" });
  addNames(names, experiment);
  const { columns, rows } = curvesTable(names, [...curveRows(experiment, curves, names)], grids);
  return [[...columns], ...Array.from(rows, (row) => [...row])];
}

Deno.test("curvesTable() has one row per value, with 7 digits", () => {
  const [columns, ...rows] = tableOf([
    curvesOf("training", "epoch", [0.1, 1 / 3]),
    curvesOf("validation", undefined, [NaN]),
  ]);
  assertEquals(columns, [
    ...["experiment_id", "experiment_name", "repetition", "param_lr"],
    ...["training_state", "stage", "metric", "axis", "step", "value"],
  ]);
  assertEquals(rows, [
    ["aa", "mlp", "0", "0.1", "succeeded", "training", "loss", "epoch", "1", "0.1"],
    ["aa", "mlp", "0", "0.1", "succeeded", "training", "loss", "epoch", "2", "0.3333333"],
    ["aa", "mlp", "0", "0.1", "succeeded", "validation", "loss", "row", "1", "NaN"],
  ]);
});

Deno.test("curvesTable() has the smallest and the largest value of each bucket of a long curve, in their order", () => {
  const values = Array.from({ length: MAX_BUCKETS + 2 }, (_, at) => at === 0 ? 5 : at);
  const rows = tableOf([curvesOf("training", "step", values)]).slice(1).map((row) => row.slice(-2));
  assertEquals(rows.length, MAX_BUCKETS + 2);
  assertEquals(rows.slice(0, 4), [["1", "5"], ["1", "1"], ["3", "2"], ["3", "3"]]);
});
