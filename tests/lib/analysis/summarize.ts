import { addNames, createNames } from "../../../lib/analysis/result_names.ts";
import { createSummary, type Summary } from "../../../lib/analysis/summary.ts";
import type { ExperimentResult } from "../../../lib/results/experiment_result.ts";

/** Summarizes experiments. */
export function summarize(experiments: readonly ExperimentResult[], pending: readonly string[] = []): Summary {
  const names = createNames();
  const builder = createSummary(names);
  for (const experiment of experiments) {
    addNames(names, experiment);
    builder.add(experiment);
  }
  for (const configuration of pending) builder.addPending("", configuration);
  return builder.finish();
}
