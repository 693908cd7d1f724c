/**
 * Decides which file the results of a run are taken from.
 *
 * A trainer may leave its results in `metrics.json`, in its checkpoint and in CSV statistics. They are never mixed, because
 * they may describe different epochs: the last one is often not the one whose model was saved.
 */
import type { Reading } from "../messages/reading.ts";
import type { RunStateName } from "../run/run_state.ts";

/** The part of a training that results belong to. */
export type ResultGroup = "training" | "validation";

/** A file as a source of a group's results: missing, unusable, or read, possibly without results. */
export type ResultSource =
  | { readonly kind: "absent" }
  | { readonly kind: "unusable" }
  | { readonly kind: "read"; readonly results: Fields };

const ABSENT: ResultSource = { kind: "absent" };
const UNUSABLE: ResultSource = { kind: "unusable" };

/**
 * Turns a reading of a file into a source.
 *
 * @param reading without value and problems if the file is missing, or its format has no results
 * @param resultsOf extracts the results of the group
 */
export function sourceOf<T>({ value, problems }: Reading<T>, resultsOf: (value: T) => Fields): ResultSource {
  if (value !== undefined) return { kind: "read", results: resultsOf(value) };
  return problems.length > 0 ? UNUSABLE : ABSENT;
}

/**
 * The results of the first source that has any. An unusable source ends the search: blank cells are better than results of
 * another epoch.
 *
 * @param sources in order of precedence; a source is read only if those before it have no results
 */
export function firstResults(sources: readonly (() => ResultSource)[]): Fields {
  for (const read of sources) {
    const source = read();
    if (source.kind === "unusable") return NO_FIELDS;
    if (source.kind === "read" && source.results.size > 0) return source.results;
  }
  return NO_FIELDS;
}

/**
 * The CSV file with a group's statistics: the aggregated ones, or else those of the steps.
 *
 * @param exists whether the training's directory has a file of that name
 * @returns the file name, or `undefined` if there is neither
 */
export function statisticsFile(group: ResultGroup, exists: (name: string) => boolean): string | undefined {
  return [`${group}_set_agg_statistics.csv`, `${group}_statistics.csv`].find(exists);
}

/**
 * The CSV file with a group's curves: those of the steps, or else the aggregated ones.
 *
 * @param exists whether the training's directory has a file of that name
 * @returns the file name, or `undefined` if there is neither
 */
export function curvesFile(group: ResultGroup, exists: (name: string) => boolean): string | undefined {
  return [`${group}_statistics.csv`, `${group}_set_agg_statistics.csv`].find(exists);
}

/** Merges the results of a test from its statistics and its `metrics.json`, which takes precedence. */
export function mergeTestResults(statistics: Fields | undefined, metrics: Fields | undefined): Fields {
  return new Map([...statistics ?? [], ...metrics ?? []]);
}

/**
 * Whether a training may have left its results in subdirectories, as MI-Prometheus's trainers do. Only relevant for a
 * directory without results, since results in the directory itself take precedence.
 *
 * @param directories names of the subdirectories
 */
export function mayHoldTrainings(directories: readonly string[]): boolean {
  return directories.some((name) => name !== "models" && !name.startsWith("test_"));
}

/**
 * The results of a succeeded test, possibly none.
 *
 * @param results the results in the test's directory; `undefined` if it has no results file
 * @param isNested whether the training's results are in a subdirectory: those of its tests then are, too
 * @returns `undefined` if the results of the test are elsewhere
 */
export function resultsOfTest(results: Fields | undefined, isNested: boolean): Fields | undefined {
  return results ?? (isNested ? undefined : NO_FIELDS);
}

/** A file and its modification time: milliseconds since the epoch, 0 if unknown. */
export interface DatedFile {
  readonly path: string;
  readonly time: number;
}

/** The path of the most recent file; among equally recent ones, the last by path. `undefined` if there are no files. */
export function newestPath(files: readonly DatedFile[]): string | undefined {
  let newest: DatedFile | undefined;
  for (const file of files) {
    const isNewer = newest === undefined || file.time > newest.time ||
      file.time === newest.time && file.path > newest.path;
    if (isNewer) newest = file;
  }
  return newest?.path;
}

// Types for the results of an experiment, gathered by an analysis from the files of its trainer and testers.

/** Results by name. Values are text, so that cells show exactly the digits that the trainer wrote. */
export type Fields = ReadonlyMap<string, string>;

export const NO_FIELDS: Fields = new Map();

/** The text of a result that exists but has no value: Python's `None`. */
export const NO_VALUE = "\0None";

/** A training or a test. Unknown texts are empty. */
export interface RunResult {
  /** Path of the configuration file, relative to the analyzed directory. */
  readonly configuration: string;
  /** `YYYYmmdd_HHMMSS`, local time. */
  readonly started: string;
  readonly seedTorch: string;
  readonly seedNumpy: string;
  readonly results: Fields;
  /** The hash of its fingerprint in the journal of its grid. Absent if it is not known. */
  readonly launchedWith?: string;
  /** Name of the test, if the grid has several. */
  readonly test?: string;
  /** Its duration. Absent if its start or its end is not known. */
  readonly seconds?: number;
}

/** An experiment and its results. Unknown texts are empty. */
export interface ExperimentResult {
  /** Absolute path of its grid directory or tree. */
  readonly grid: string;
  readonly id: string;
  readonly name: string;
  readonly repetition: number;
  /** Identifies the configuration within its grid: equal for all of its repetitions, and only for these. */
  readonly configuration: string;
  /** Values of the axes by dotted key. */
  readonly params: Fields;
  readonly problem: string;
  readonly model: string;
  /** When the model was saved: `YYYYmmdd_HHMMSS`, local time. */
  readonly saved: string;
  /** How the training ended, as its trainer recorded it, or else the state of the run. */
  readonly status: string;
  readonly statusTime: string;
  /** The state of the training's run; empty for experiments that were not run by a grid. */
  readonly state: RunStateName | "";
  /** Whether there is a trained model. Only trained models count in means and rankings. */
  readonly trained: boolean;
  /** Whether early stopping compared its training with others while it ran: such a seed was selected. */
  readonly judged?: true;
  readonly training: RunResult;
  readonly validation: Fields;
  readonly tests: readonly RunResult[];
}
