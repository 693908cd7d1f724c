/** Reports for tests of the page. */
import { buildReport } from "../../../../lib/report/build/build_report.ts";
import type { Report } from "../../../../lib/report/model.ts";
import { type ExampleExperiment, exampleInput } from "../example_input.ts";

/** The report of some experiments. */
export function exampleReport(experiments: readonly ExampleExperiment[]): Report {
  return buildReport(exampleInput(experiments), { parts: 100, withRuns: true }).report;
}

/** Four configurations with two repetitions each; the best has the largest width. */
export const EXPERIMENTS: readonly ExampleExperiment[] = ["16", "32", "64", "256"].flatMap((width, at) =>
  [0, 1].map((repetition): ExampleExperiment => ({
    params: { "optimizer.lr": at % 2 === 0 ? "0.1" : "1e-3", width, "optimizer.name": at < 2 ? "Adam" : "sgd" },
    repetition,
    validation: { accuracy: String(0.9 + 0.02 * at + 0.001 * repetition), loss: String(0.5 - 0.1 * at) },
    test: { accuracy: String(0.89 + 0.02 * at) },
    seconds: 10 * (at + 1),
  }))
);
