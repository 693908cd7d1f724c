/** Describes judgements of early stopping, and runs that it could not judge. */
import type { HalvingRule } from "../../grid/settings/settings.ts";
import { suggestion } from "../../messages/suggestion.ts";
import type { RungVerdict } from "../../search/halving.ts";

/** Why a run does not go on: `0.7213 at epoch 3 is not among the best 5 of 17 (0.9561 or higher)`. */
export function describeVerdict(
  rule: Pick<HalvingRule, "resource" | "eta" | "goal">,
  { rung, value, verdict: { of, cut } }: RungVerdict,
): string {
  const bound = rule.goal === "maximize" ? "higher" : "lower";
  const best = `the best ${Math.floor(of / rule.eta)} of ${of}`;
  return `${value} at ${rule.resource} ${rung} is not among ${best} (${cut} or ${bound})`;
}

/** Why a run could not be judged, as far as its file shows. */
export interface Unmeasured {
  /** Its columns; absent if there is no file, or no header. */
  readonly columns?: readonly string[] | undefined;
  /** The problem with the file or with one of its rows. */
  readonly problem?: string | undefined;
  /** What the other files of the run have. */
  readonly series?: SeenSeries;
}

/** The series of a run, as far as the metric is concerned. */
export interface SeenSeries {
  /** Their columns: `validation_acc`. */
  readonly columns: readonly string[];
  /** What the steps of the metric count: `step`; absent if the run has no series of the metric. */
  readonly axis?: string;
}

/** Why a run could not be judged. */
export function describeUnmeasured(
  { file, metric, resource, column }: Pick<HalvingRule, "file" | "metric" | "resource" | "column">,
  { columns, problem, series }: Unmeasured,
): string {
  if (columns === undefined && problem === undefined && series !== undefined && series.columns.length > 0) {
    return describeSeries(metric, resource, series);
  }
  if (columns === undefined) {
    return problem === undefined
      ? `there is no ${file} in its directory, or it is empty`
      : `${file} in its directory: ${problem}`;
  }
  const missing = [resource, column].filter((name) => !columns.includes(name));
  if (missing.length === 0) {
    if (problem !== undefined) return `${file}: ${problem}`;
    return `${file} has no row with numbers in its columns ${resource} and ${column}`;
  }
  const names = missing.map((name) => `"${name}"`).join(" and ");
  return `${file} has no column ${names}, only ${columns.join(", ").slice(0, 200)}`;
}

function describeSeries(metric: string, resource: string, { columns, axis }: SeenSeries): string {
  if (axis !== undefined) {
    return `its ${metric} is counted by ${axis}, and it wrote no ${resource}: set resource: ${axis} in early_stopping`;
  }
  return `it wrote no ${metric}${suggestion(metric, columns) || `, only ${columns.join(", ").slice(0, 200)}`}`;
}
