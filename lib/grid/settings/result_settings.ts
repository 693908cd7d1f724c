/** What the settings of a grid say about results: where they are, and which of the values of a run they are. */
import type { ResultSpec } from "../../run/result_spec.ts";
import type { Metric, Settings } from "./settings.ts";

/** What the settings of a task say about the results of its runs. */
export interface ResultSettings {
  /** Where results are: nothing else is read. Without it, all kinds of files that are known. */
  readonly results?: readonly ResultSpec[];
  /** The metric, if all results are those of the step at which it is best. */
  readonly best?: Metric;
}

/** The part of the settings that is about results. */
export function resultSettings({ results, metric }: Settings): ResultSettings {
  return { ...(results && { results }), ...(metric?.at === "best" && { best: metric }) };
}
