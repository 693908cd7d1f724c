/** The rule by which a grid stops runs early, and the file and columns in which their values are. */
import type { Halving, RungBasis } from "../../search/rungs.ts";
import type { Metric } from "./metric.ts";
import type { Settings } from "./settings.ts";

/** The rule, and where the values are. */
export interface HalvingRule extends Halving {
  /** The file in the directory of a run: `validation_statistics.csv`. */
  readonly file: string;
  /** The column of the resource. */
  readonly resource: string;
  /** The column of the values. */
  readonly column: string;
}

/** The rule of a grid; `undefined` if it stops nothing early, or its metric is none that runs report. */
export function halvingRule({ earlyStopping, metric }: Settings): HalvingRule | undefined {
  if (earlyStopping === undefined) return undefined;
  const { first, eta, resource, by } = earlyStopping;
  const judged = earlyStopping.metric ?? metric;
  const place = judged && placeOf(judged);
  return place && { first, eta, resource, by, goal: judged.goal, ...place };
}

/** Where runs write a metric while they run; `undefined` for metrics that only tests have. */
export function placeOf({ name }: Metric): Pick<HalvingRule, "file" | "column"> | undefined {
  const [, group, column] = /^(training|validation)_(.+)$/.exec(name) ?? [];
  return group === undefined ? undefined : { file: `${group}_statistics.csv`, column: column! };
}

/** What values at rungs are: those of another metric, by another resource or on another basis are not compared with them. */
export function comparedBy(
  { file, column, resource, by }: HalvingRule,
): { readonly metric: string; readonly resource: string; readonly by: RungBasis } {
  return { metric: file.replace(/statistics\.csv$/, column), resource, by };
}
