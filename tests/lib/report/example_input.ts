/** Inputs of reports for tests. */
import { addNames, createNames } from "../../../lib/analysis/result_names.ts";
import { createSummary } from "../../../lib/analysis/summary.ts";
import { causeOf } from "../../../lib/failures/group_failures.ts";
import type { GridOverrides } from "../../../lib/grid/grid_overrides.ts";
import { createCurveCollection } from "../../../lib/report/curves/curve_collection.ts";
import type { RunFailure, StatisticsCurves } from "../../../lib/report/experiment_details.ts";
import type { FailedExperiment, GridInput, ReportInput, StartedExperiment } from "../../../lib/report/report_input.ts";
import type { RunStateName } from "../../../lib/run/run_state.ts";
import type { Provenance } from "../../../lib/store/provenance_format.ts";
import { exampleResult, exampleRun } from "../analysis/example_result.ts";

/** An experiment of an example. */
export interface ExampleExperiment {
  /** The root of its grid. */
  readonly grid?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly repetition?: number;
  readonly state?: RunStateName;
  /** Whether early stopping has selected it. */
  readonly judged?: true;
  readonly validation?: Readonly<Record<string, string>>;
  /** The results of its test. */
  readonly test?: Readonly<Record<string, string>>;
  readonly seconds?: number;
  readonly failure?: Partial<RunFailure>;
  readonly curves?: readonly StatisticsCurves[];
}

/** The root of the example's grid. */
export const ROOT = "/home/alice/project/experiments/grid_1";

/** A failure of a training. */
export function exampleFailure(changes: Partial<RunFailure> = {}): RunFailure {
  return {
    stage: "train",
    state: "failed",
    outcome: { kind: "exit", code: 1 },
    timedOut: false,
    log: "mlp-r0-1234abcd/train.1.log",
    script: "mlp-r0-1234abcd/train.1.sh",
    lines: ["ValueError: no"],
    ...changes,
  };
}

/** A grid with these experiments, ranked by the highest `validation_accuracy`. */
export function exampleInput(
  experiments: readonly ExampleExperiment[],
  changes: Partial<ReportInput> = {},
): ReportInput {
  const names = createNames();
  const builder = createSummary(names);
  const curves = createCurveCollection();
  const started: StartedExperiment[] = [];
  const failures: FailedExperiment[] = [];
  const configurations = new Map<string, number>();
  for (
    const { grid = ROOT, params = {}, repetition = 0, state = "succeeded", validation = {}, ...more } of experiments
  ) {
    const name = ["mlp", ...Object.entries(params).map(([key, value]) => `${key}=${value}`)].join("-");
    const trained = state === "succeeded";
    const result = exampleResult({
      grid,
      name,
      configuration: name,
      repetition,
      state,
      trained,
      ...(more.judged && { judged: more.judged }),
      params: new Map(Object.entries(params)),
      validation: new Map(Object.entries(validation)),
      tests: more.test === undefined ? [] : [exampleRun(more.test)],
    });
    addNames(names, result);
    builder.add(result);
    const key = `${grid} ${name}`;
    const configuration = configurations.get(key) ?? configurations.size;
    configurations.set(key, configuration);
    curves.add({ configuration, repetition, trained }, more.curves ?? []);
    if (more.failure) {
      const failure = exampleFailure(more.failure);
      failures.push({ experiment: started.length, cause: causeOf(failure, name).cause, failure });
    }
    const seconds = more.seconds ?? NaN;
    started.push({ configuration, repetition, state, trained, seconds, allSeconds: seconds });
  }
  const grids = changes.grids ?? [exampleGrid()];
  return {
    grids,
    summary: builder.finish(grids.length > 1 ? new Map(grids.map(({ root, name }) => [root, name])) : undefined),
    ranking: { column: "validation_accuracy", goal: "maximize" },
    unranked: undefined,
    experiments: started,
    failures,
    curves,
    tests: 0,
    pending: 0,
    warnings: [],
    created: "2026-11-30T10:00:00.000Z",
    version: "0.1.0",
    program: "deno task",
    secrets: { home: "/home/alice", hosts: [], users: ["alice"] },
    home: ROOT,
    withDiff: true,
    ...changes,
  };
}

/** The grid of an example. */
export function exampleGrid(changes: Partial<GridInput> = {}): GridInput {
  return {
    root: ROOT,
    name: "grid_1",
    path: "experiments/grid_1",
    provenance: undefined,
    gridFile: undefined,
    fingerprints: new Map(),
    isGrid: true,
    ...changes,
  };
}

/** No flags that change a grid. */
export const NO_OVERRIDES: GridOverrides = {
  set: [],
  axis: [],
  setting: [],
  trainer: undefined,
  tester: undefined,
  li: undefined,
  ll: undefined,
  tensorboard: undefined,
};

/** The provenance of a grid. */
export function exampleProvenance(changes: Partial<Provenance> = {}): Provenance {
  return {
    version: 1,
    created: "2026-11-30T10:00:00.000Z",
    grid_workers: "0.1.0",
    deno: "2.9.6",
    host: "node-1",
    user: null,
    grid_file: "/home/alice/project/grid.yaml",
    cwd: "/home/alice/project",
    savetag: null,
    command_line: ["grid.yaml"],
    overrides: NO_OVERRIDES,
    git: null,
    ...changes,
  };
}
