import type { ExperimentResult, RunResult } from "../../../lib/results/experiment_result.ts";

/** A run with only results. */
export function exampleRun(
  results: Readonly<Record<string, string>> = {},
  changes: Partial<RunResult> = {},
): RunResult {
  return {
    configuration: "",
    started: "",
    seedTorch: "",
    seedNumpy: "",
    results: new Map(Object.entries(results)),
    ...changes,
  };
}

/** A trained experiment without results. */
export function exampleResult(changes: Partial<ExperimentResult> = {}): ExperimentResult {
  return {
    grid: "",
    id: "3f9c2a1b",
    name: "mlp",
    repetition: 0,
    configuration: changes.name ?? "mlp",
    params: new Map(),
    problem: "",
    model: "",
    saved: "",
    status: "succeeded",
    statusTime: "",
    state: "succeeded",
    trained: true,
    training: exampleRun(),
    validation: new Map(),
    tests: [],
    ...changes,
  };
}
