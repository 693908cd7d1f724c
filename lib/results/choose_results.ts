/**
 * Decides which file the results of a run are taken from.
 *
 * A trainer may leave its results in `metrics.json`, in its checkpoint and in CSV statistics. They are never mixed, because
 * they may describe different epochs: the last one is often not the one whose model was saved.
 */
import type { Reading } from "../messages/reading.ts";
import { type Fields, NO_FIELDS } from "./experiment_result.ts";

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

/** Whether a file has statistics of a training by its name, in the directory of the training. */
export function isStatistics(name: string): boolean {
  return (["training", "validation"] as const).some((group) =>
    statisticsFile(group, (file) => file === name) !== undefined
  );
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
