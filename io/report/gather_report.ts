/** Gathers what a report is made from. */
import { basename } from "@std/path";
import { describeLeftOut } from "../../lib/analysis/describe_analysis.ts";
import { describeDoubts } from "../../lib/analysis/describe_doubts.ts";
import { describeUnreadable, type Unreadable } from "../../lib/analysis/describe_unreadable.ts";
import { chooseRanking } from "../../lib/analysis/ranking.ts";
import { addNames, createNames } from "../../lib/analysis/result_names.ts";
import { createSummary, DURATION, type Summary, withDurations } from "../../lib/analysis/summary.ts";
import { causeOf } from "../../lib/failures/group_failures.ts";
import type { Metric } from "../../lib/grid/settings/settings.ts";
import { portableProgram } from "../../lib/messages/hint.ts";
import { relativePath } from "../../lib/messages/printable.ts";
import { createCurveCollection, type CurveCollection } from "../../lib/report/curves/curve_collection.ts";
import type { FailedExperiment, GridInput, ReportInput, StartedExperiment } from "../../lib/report/report_input.ts";
import type { RunStateName } from "../../lib/run/run_state.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import type { ExperimentCollection, ReadRoot } from "../analysis/gather.ts";
import type { ReadMode } from "../analysis/read_parallel.ts";
import type { DetailReader } from "../analysis/read_run.ts";
import { readTargets } from "../analysis/read_targets.ts";
import { readTask } from "../analysis/source.ts";
import { isGridDir, readProvenance } from "../grid/grid_dir.ts";
import { VERSION } from "../grid/provenance.ts";
import { readCurves } from "../results/read_curves.ts";
import { readText } from "../results/read_part.ts";
import { lastLines } from "../system/files.ts";
import { program } from "../system/processes/program.ts";

export interface ReportRequest {
  readonly targets: readonly string[];
  readonly expdir: string;
  /** The metric and goal on the command line. */
  readonly metric?: string | undefined;
  readonly goal?: Metric["goal"] | undefined;
  /** Whether curves, times and failures are read, too. */
  readonly withDetails: boolean;
  /** Whether uncommitted changes are part of the report. */
  readonly withDiff: boolean;
  readonly now: Date;
  readonly progress: (done: number, total: number) => void;
}

export interface GatheredReport extends Omit<ReportInput, "home"> {
  readonly unreadable: readonly Unreadable[];
  /** The directory of the first grid, where reports are written by default. */
  readonly directory: string;
}

/**
 * Reads all results, curves and provenance.
 *
 * @throws {InputError} if a target has nothing to report, or nothing can be read
 */
export async function gatherReport(request: ReportRequest): Promise<GatheredReport> {
  const { targets, expdir, progress, withDiff, now } = request;
  const collection = createReportCollection(isDuration(request.metric));
  const cores = navigator.hardwareConcurrency;
  const read = await readTargets(collection, targets, {
    expdir,
    cores,
    progress,
    ...(request.withDetails && { mode: READ_DETAILS }),
  });
  const { roots, grids, launches, unreadable } = read;
  const summary = collection.summarize(grids);
  const { ranking, problem } = chooseRanking(summary.columns, read.metrics, request);
  return {
    grids: roots.map((root) => gridOf(root, grids)),
    summary,
    ranking,
    unranked: problem,
    experiments: collection.experiments,
    failures: collection.failures,
    curves: collection.curves,
    tests: collection.tests,
    pending: read.pending,
    warnings: [
      ...describeDoubts(summary, launches, unreadable.length),
      ...describeUnreadable(unreadable),
      ...describeLeftOut(read),
    ],
    created: now.toISOString(),
    version: VERSION,
    program: portableProgram(program()),
    secrets: {
      home: Deno.env.get("HOME"),
      hosts: namesInEnvironment("HOSTNAME"),
      users: namesInEnvironment("USER", "LOGNAME"),
    },
    withDiff,
    unreadable,
    directory: read.home,
  };
}

function gridOf({ root, fingerprints }: ReadRoot, names: ReadonlyMap<string, string> | undefined): GridInput {
  const isGrid = isGridDir(root);
  const paths = gridPaths(root);
  return {
    root,
    name: names?.get(root) ?? basename(root),
    path: relativePath(root, Deno.cwd()),
    provenance: isGrid ? readProvenance(root) : undefined,
    gridFile: isGrid ? readText(paths.grid, false).value : undefined,
    fingerprints,
    isGrid,
  };
}

function namesInEnvironment(...names: string[]): string[] {
  return names.flatMap((name) => Deno.env.get(name) ?? []);
}

/** Collects experiments for a report, one at a time. */
export interface ReportCollection extends ExperimentCollection {
  readonly curves: CurveCollection;
  readonly experiments: readonly StartedExperiment[];
  readonly failures: readonly FailedExperiment[];
  readonly tests: number;
  /** @param grids names of the grids by root, if there are several */
  summarize(grids: ReadonlyMap<string, string> | undefined): Summary;
}

// A report shows times by themselves: they are results only if it is to rank by them.
function isDuration(metric: string | undefined): boolean {
  return metric !== undefined && ["", "training_", "test_"].some((prefix) => metric === `${prefix}${DURATION}`);
}

/**
 * Creates an empty collection.
 *
 * @param withTimes whether the durations of runs are results, as in an analysis
 */
function createReportCollection(withTimes: boolean): ReportCollection {
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
    add(read, details = { failures: [], curves: [] }) {
      const experiment = withTimes ? withDurations(read) : read;
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

// Enough for a traceback.
const LOG_LINES = 40;

const readDetails: DetailReader = (listing, series, logs, notes) => ({
  curves: readCurves(listing, series, notes),
  logs: logs.map((log) => lastLines(log, LOG_LINES)),
});

/** Reads the results of an experiment, and the details that a report needs. */
export const READ_DETAILS: ReadMode = {
  read: (task, notes) => readTask(task, notes, readDetails),
  worker: new URL("./read_worker.ts", import.meta.url),
};
