/** Collects experiments for a report, one at a time. */
import { addNames, createNames } from "../../lib/analysis/result_names.ts";
import { createSummary, type Summary } from "../../lib/analysis/summary.ts";
import { causeOf } from "../../lib/failures/cause_of.ts";
import { createCurveCollection, type CurveCollection } from "../../lib/report/curves/curve_collection.ts";
import type { FailedExperiment, StartedExperiment } from "../../lib/report/report_input.ts";
import type { RunStateName } from "../../lib/run/run_state.ts";
import type { ExperimentCollection } from "../analysis/gather.ts";

/** A collection for a report. */
export interface ReportCollection extends ExperimentCollection {
  readonly curves: CurveCollection;
  readonly experiments: readonly StartedExperiment[];
  readonly failures: readonly FailedExperiment[];
  /** Number of tests. */
  readonly tests: number;
  /** @param grids names of the grids by root, if there are several */
  summarize(grids: ReadonlyMap<string, string> | undefined): Summary;
}

/** Creates an empty collection. */
export function createReportCollection(): ReportCollection {
  const names = createNames();
  const builder = createSummary(names);
  const curves = createCurveCollection();
  const experiments: StartedExperiment[] = [];
  const failures: FailedExperiment[] = [];
  // The indices of configurations in the summary: the order of their first experiments.
  const configurations = new Map<string, number>();
  const causes = new Set<string>();
  let tests = 0;
  return {
    curves,
    experiments,
    failures,
    get tests() {
      return tests;
    },
    add(experiment, details = { failures: [], curves: [] }) {
      addNames(names, experiment);
      builder.add(experiment);
      const key = `${experiment.grid}\0${experiment.configuration}`;
      const configuration = configurations.get(key) ?? configurations.size;
      configurations.set(key, configuration);
      const { repetition, trained } = experiment;
      curves.add({ configuration, repetition, trained }, details.curves);
      for (const failure of details.failures) {
        const { cause } = causeOf(failure, experiment.name);
        // The logs of ten thousand failures would take too much memory.
        const group = `${failure.stage} ${cause}`;
        const lines = causes.has(group) ? [] : failure.lines;
        causes.add(group);
        failures.push({ experiment: experiments.length, cause, failure: { ...failure, lines } });
      }
      experiments.push({
        configuration,
        repetition,
        trained,
        state: experiment.state as RunStateName | "",
        ...(details.script !== undefined && { script: details.script }),
        seconds: details.seconds ?? NaN,
        allSeconds: details.allSeconds ?? NaN,
      });
      tests += experiment.tests.length;
    },
    addPending: builder.addPending,
    addSkipped: builder.addSkipped,
    summarize: builder.finish,
  };
}
