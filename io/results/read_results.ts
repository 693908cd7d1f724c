/** Reads the results in one directory, of a training or of a test. */
import { type CheckpointFacts, NO_FACTS, type Trainer } from "../../lib/checkpoints/checkpoint.ts";
import { NOTHING, type Reading } from "../../lib/messages/reading.ts";
import { type Fields, NO_FIELDS } from "../../lib/results/experiment_result.ts";
import { parseMetrics, parseTestMetrics } from "../../lib/results/metrics.ts";
import {
  firstResults,
  mergeTestResults,
  type ResultGroup,
  sourceOf,
  statisticsFile,
} from "../../lib/results/result_source.ts";
import { parseLastRow } from "../../lib/results/statistics_csv.ts";
import { CONFIGURATION, METRICS } from "../../lib/store/layout.ts";
import type { Listing } from "./listing.ts";
import { type Notes, take } from "./notes.ts";
import { readCheckpoint } from "./read_checkpoint.ts";
import { readEnds, readText } from "./read_part.ts";

/** The statistics of a test, a row for each test set. */
export const TEST_STATISTICS = "testing_set_agg_statistics.csv";

const GROUPS: readonly ResultGroup[] = ["training", "validation"];

/** What a training left. */
export interface TrainingResults {
  readonly training: Fields;
  readonly validation: Fields;
  /** Of a trainer that tests its model itself. */
  readonly testing: Fields;
  readonly facts: CheckpointFacts;
}

/** Whether a directory holds any file that results are read from. */
export function hasResults({ files }: Listing): boolean {
  return files.has(METRICS) || GROUPS.some((group) => statisticsFile(group, (name) => files.has(name)) !== undefined);
}

/**
 * Reads what a training left in its directory. The results of a group come from `metrics.json`, else the checkpoint, else the
 * aggregated statistics, else the last of the steps, as {@link firstResults} chooses.
 *
 * @param checkpoint the path of the one that counts
 * @param trainer who wrote it
 */
export function readTraining(
  listing: Listing,
  { checkpoint, trainer }: { readonly checkpoint: string | undefined; readonly trainer: Trainer },
  notes: Notes,
): TrainingResults {
  const metrics = readParsed(listing, METRICS, parseMetrics, notes);
  metrics.value?.leftOut.forEach((key) => notes.leftOut(key));
  const saved = checkpoint === undefined ? NOTHING : readCheckpoint(checkpoint, trainer);
  const facts = take(checkpoint ?? "", saved, notes) ?? NO_FACTS;
  const resultsOf = (group: ResultGroup): Fields =>
    firstResults([
      () => sourceOf(metrics, (value) => value[group]),
      () => sourceOf(saved, (value) => value[group]),
      () => sourceOf(readStatistics(listing, group, notes), (row) => row),
    ]);
  return {
    training: resultsOf("training"),
    validation: resultsOf("validation"),
    testing: metrics.value?.testing ?? NO_FIELDS,
    facts,
  };
}

/**
 * Reads what a test left in its directory: its statistics, and its `metrics.json`, which wins where both name a result.
 *
 * @returns `undefined` when there is neither
 */
export function readTest(listing: Listing, notes: Notes): Fields | undefined {
  const statistics = readLastRow(listing, TEST_STATISTICS, notes).value;
  if (!listing.files.has(METRICS)) return statistics;
  const metrics = readParsed(listing, METRICS, parseTestMetrics, notes).value;
  metrics?.leftOut.forEach((key) => notes.leftOut(key));
  return mergeTestResults(statistics, metrics?.testing);
}

/** A file of a test's directory, relative to what is analyzed; empty when it is not there. */
export function testConfiguration(relative: string, { files }: Listing): string {
  return files.has(CONFIGURATION.test) ? `${relative}/${CONFIGURATION.test}` : "";
}

function readStatistics(listing: Listing, group: ResultGroup, notes: Notes): Reading<Fields> {
  const name = statisticsFile(group, (name) => listing.files.has(name));
  return name === undefined ? NOTHING : readLastRow(listing, name, notes);
}

// The last row of a CSV file; nothing where there is no such file.
function readLastRow({ path, files }: Listing, name: string, notes: Notes): Reading<Fields> {
  if (!files.has(name)) return NOTHING;
  return parsed(`${path}/${name}`, readEnds(`${path}/${name}`, files.get(name) === true), parseLastRow, notes);
}

// A file that is read whole; nothing where there is no such file.
function readParsed<T>(
  { path, files }: Listing,
  name: string,
  parse: (text: string) => Reading<T>,
  notes: Notes,
): Reading<T> {
  if (!files.has(name)) return NOTHING;
  return parsed(`${path}/${name}`, readText(`${path}/${name}`, files.get(name) === true), parse, notes);
}

// Parses what was read of a file, and takes note of all that is wrong with either.
function parsed<Text, T>(
  path: string,
  text: Reading<Text>,
  parse: (text: Text) => Reading<T>,
  notes: Notes,
): Reading<T> {
  const content = take(path, text, notes);
  if (content === undefined) return { value: undefined, problems: text.problems };
  const reading = parse(content);
  take(path, reading, notes);
  return reading;
}
