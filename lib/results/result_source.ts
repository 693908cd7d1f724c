/**
 * Which file the results of a run are taken from.
 *
 * A trainer may leave the same results several times: in `metrics.json`, in its checkpoint, in CSV files of statistics. They
 * are not mixed, as they speak of different moments: the last epoch is seldom the one whose model was kept.
 */
import type { Reading } from "../messages/reading.ts";
import { type Fields, NO_FIELDS } from "./experiment_result.ts";

/** A part of a training that has results of its own. */
export type ResultGroup = "training" | "validation";

/** What a file tells of a group's results: it isn't there, cannot be used, or has these, perhaps none. */
export type ResultSource =
  | { readonly kind: "absent" }
  | { readonly kind: "unusable" }
  | { readonly kind: "read"; readonly results: Fields };

const ABSENT: ResultSource = { kind: "absent" };
const UNUSABLE: ResultSource = { kind: "unusable" };

/**
 * A file as a source.
 *
 * @param reading nothing without a problem: there is no such file, or it is of a kind that tells no results
 * @param resultsOf the results of the group in what was read
 */
export function sourceOf<T>({ value, problems }: Reading<T>, resultsOf: (value: T) => Fields): ResultSource {
  if (value !== undefined) return { kind: "read", results: resultsOf(value) };
  return problems.length > 0 ? UNUSABLE : ABSENT;
}

/**
 * The results of the first source that has any. One that cannot be used ends the search: its cells stay blank, rather than
 * to show numbers of another moment.
 *
 * @param sources in the order in which they count; a source is read only when those before it have no results
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
 * The CSV file of a group's statistics: the aggregated ones, else those of the steps.
 *
 * @param isThere whether the training's directory has a file of that name
 * @returns its name, or `undefined`
 */
export function statisticsFile(group: ResultGroup, isThere: (name: string) => boolean): string | undefined {
  return [`${group}_set_agg_statistics.csv`, `${group}_statistics.csv`].find(isThere);
}

/** The results of a test: of its statistics and its `metrics.json`, which wins where both name a result. */
export function mergeTestResults(statistics: Fields | undefined, metrics: Fields | undefined): Fields {
  return new Map([...statistics ?? [], ...metrics ?? []]);
}

/**
 * Whether a training may have left its results in directories below its own, as MI-Prometheus's trainers do. It is asked only
 * of a directory without results: its own count more.
 *
 * @param directories the names in the training's directory
 */
export function mayHoldTrainings(directories: readonly string[]): boolean {
  return directories.some((name) => name !== "models" && !name.startsWith("test_"));
}

/**
 * The results of a test that succeeded, of which there may be none.
 *
 * @param left what its tester left in its directory; `undefined`: no file of results
 * @param isNested whether the training's results lie in a directory below its own: then those of tests do, too
 * @returns `undefined` for a test whose results are elsewhere
 */
export function resultsOfTest(left: Fields | undefined, isNested: boolean): Fields | undefined {
  return left ?? (isNested ? undefined : NO_FIELDS);
}
