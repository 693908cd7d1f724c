/** Reads the result files of one experiment of a grid. */
import { join } from "@std/path";
import { DEFAULT_SETTINGS } from "../../lib/grid/settings/parse_settings.ts";
import type { ResultSettings } from "../../lib/grid/settings/result_settings.ts";
import type { StatisticsCurves } from "../../lib/report/experiment_details.ts";
import { mayHoldTrainings, resultsOfTest } from "../../lib/results/choose_results.ts";
import type { Fields, RunResult } from "../../lib/results/experiment_result.ts";
import type { NamedSeries } from "../../lib/results/series.ts";
import type { ResultSpec } from "../../lib/run/result_spec.ts";
import { CONFIGURATION } from "../../lib/store/layout.ts";
import { findExperiments, type FoundExperiment } from "../mi_prometheus/find_experiments.ts";
import { type ReadExperiment, readExperiment } from "../mi_prometheus/read_experiment.ts";
import { findCheckpoint, isBestModel } from "../results/find_checkpoint.ts";
import { list, type Listing } from "../results/listing.ts";
import { modifiedAt, newest } from "../results/read_checkpoint.ts";
import { type Notes, reasonOf } from "../results/read_part.ts";
import {
  hasResults,
  readTest,
  readTraining,
  TEST_STATISTICS,
  testConfiguration,
  type TrainingResults,
} from "../results/read_results.ts";
import { readSeries } from "../results/read_series.ts";
import { lstatIfExists } from "../system/files.ts";

/** Which files to read. */
export interface RunTask {
  readonly kind: "run";
  /** Absolute path of the grid directory. */
  readonly root: string;
  /** The experiment's directory, relative to the root. */
  readonly path: string;
  /** Glob for checkpoints. */
  readonly checkpoint: string;
  readonly settings?: ResultSettings;
  /** Directories of succeeded tests, relative to the experiment's directory. */
  readonly tests: readonly string[];
  /** Logs of failed runs, of which a report shows the ends, relative to the experiment's directory. */
  readonly failedLogs?: readonly string[];
}

/** The contents of an experiment's files. */
export interface RunFiles {
  readonly kind: "run";
  /** Path of the configuration file, relative to the root; empty if there is none. */
  readonly configuration: string;
  readonly results: TrainingResults;
  /** The experiment that an MI-Prometheus trainer created in a subdirectory, if any. */
  readonly nested: ReadExperiment | undefined;
  /** One per test in the task; `undefined` if the results of the test are elsewhere, or its directory was deleted. */
  readonly tests: readonly (TestFiles | undefined)[];
  /** Whether the directory of the experiment was deleted. */
  readonly deleted: boolean;
  /** Number of tests whose directories were deleted, if that of the experiment was not. */
  readonly deletedTests: number;
  /** Modification time of the checkpoint: milliseconds since the epoch. */
  readonly saved: number | undefined;
  /** Present if they were requested. */
  readonly details?: FileDetails;
}

/** What a report needs beyond results. */
export interface FileDetails {
  readonly curves: readonly StatisticsCurves[];
  /** The last lines of each log of a failed run. */
  readonly logs: readonly (readonly string[])[];
}

/** Reads the details of a training. An analysis does not need them, and does not load the modules that read them. */
export type DetailReader = (
  listing: Listing,
  series: () => readonly NamedSeries[],
  logs: readonly string[],
  notes: Notes,
) => FileDetails;

/** The contents of a test's files. */
export type TestFiles = Pick<RunResult, "configuration"> & { readonly results: Fields };

export function readRun(task: RunTask, notes: Notes, readDetails?: DetailReader): RunFiles {
  const { root, path, checkpoint: glob, settings = {}, tests, failedLogs = [] } = task;
  const dir = join(root, path);
  let reason: string | undefined;
  const listing = list(dir, { ...notes, unreadable: (_, why) => void (reason = why) });
  const deleted = reason !== undefined && lstatIfExists(dir) === undefined;
  if (reason !== undefined && !deleted) notes.unreadable(dir, reason);
  const isMissing = (name: string) =>
    deleted || reason === undefined && !listing.directories.includes(name) && !listing.files.has(name);
  const inner = hasResults(listing) ? undefined : findNested(listing, notes);
  const nested = inner && readExperiment(dir, path, inner, notes);
  const checkpoint = inner === undefined
    ? findModel(listing, notes, glob)
    : newest(inner.checkpoints.map((candidate) => join(dir, candidate)));
  const series = inner === undefined && !deleted ? createSeriesReader(settings.results, notes) : () => [];
  return {
    kind: "run",
    configuration: listing.files.has(CONFIGURATION.train) ? `${path}/${CONFIGURATION.train}` : "",
    results: nested?.results ?? readTraining(listing, { checkpoint, trainer: "custom", settings, series }, notes),
    nested,
    deleted,
    deletedTests: deleted ? 0 : tests.filter(isMissing).length,
    tests: tests.map((name): TestFiles | undefined => {
      if (isMissing(name)) return undefined;
      const inside = list(join(dir, name), notes);
      // A test of MI-Prometheus whose statistics cannot be read has no results, here or elsewhere.
      const isNested = nested !== undefined || inside.files.has(TEST_STATISTICS);
      const results = resultsOfTest(
        readTest(inside, notes, () => readSeries(inside, settings.results, notes)),
        isNested,
      );
      return results && { configuration: testConfiguration(`${path}/${name}`, inside), results };
    }),
    saved: checkpoint === undefined ? undefined : modifiedAt(checkpoint),
    ...(readDetails && {
      details: readDetails(
        inner?.listing ?? listing,
        () => series(listing),
        failedLogs.map((log) => join(dir, log)),
        notes,
      ),
    }),
  };
}

/** Reads the series in a listing once: results and curves are made of the same ones. */
export function createSeriesReader(
  specs: readonly ResultSpec[] | undefined,
  notes: Notes,
): (listing: Listing) => readonly NamedSeries[] {
  let known: readonly NamedSeries[] | undefined;
  return (listing) => known ??= readSeries(listing, specs, notes);
}

// MI-Prometheus's trainers create one subdirectory per attempt. The newest model is the one that is tested.
function findNested({ path: dir, directories }: Listing, notes: Notes): FoundExperiment | undefined {
  if (!mayHoldTrainings(directories)) return undefined;
  const experiments = findExperiments(dir, "", notes).experiments.filter(({ path }) => path !== "");
  const best = newest(experiments.flatMap(({ checkpoints }) => checkpoints.map((path) => join(dir, path))));
  return experiments.find(({ checkpoints }) => checkpoints.some((path) => join(dir, path) === best));
}

/**
 * The newest checkpoint of a run.
 *
 * @param glob the setting `checkpoint`
 */
export function findModel(
  { path: dir, directories }: Listing,
  notes: Notes,
  glob: string = DEFAULT_SETTINGS.checkpoint,
): string | undefined {
  if (glob !== DEFAULT_SETTINGS.checkpoint) {
    try {
      return findCheckpoint(dir, glob);
    } catch (error) {
      notes.unreadable(dir, reasonOf(error));
      return undefined;
    }
  }
  if (!directories.includes("models")) return undefined;
  const { files } = list(`${dir}/models`, notes);
  return newest([...files.keys()].filter(isBestModel).map((name) => `${dir}/models/${name}`));
}
