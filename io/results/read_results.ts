/** Reads the results in the directory of one training or test. */
import { type CheckpointFacts, NO_FACTS, type Trainer } from "../../lib/checkpoints/checkpoint.ts";
import { NOTHING, type Reading } from "../../lib/messages/reading.ts";
import {
  firstResults,
  mergeTestResults,
  type ResultGroup,
  sourceOf,
  statisticsFile,
} from "../../lib/results/choose_results.ts";
import { type Fields, NO_FIELDS } from "../../lib/results/experiment_result.ts";
import { parseMetrics, parseTestMetrics } from "../../lib/results/metrics.ts";
import { parseLastRow } from "../../lib/results/statistics_csv.ts";
import { CONFIGURATION, METRICS } from "../../lib/store/layout.ts";
import type { Listing } from "./listing.ts";
import { readCheckpoint } from "./read_checkpoint.ts";
import { type Notes, readEnds, readText, take } from "./read_part.ts";

/** The file with a test's statistics, one row per test set. */
export const TEST_STATISTICS = "testing_set_agg_statistics.csv";

const GROUPS: readonly ResultGroup[] = ["training", "validation"];

export interface TrainingResults {
  readonly training: Fields;
  readonly validation: Fields;
  /** Results of tests by the trainer itself. */
  readonly testing: Fields;
  readonly facts: CheckpointFacts;
}

/** Whether a directory has any results file. */
export function hasResults({ files }: Listing): boolean {
  return files.has(METRICS) || GROUPS.some((group) => statisticsFile(group, (name) => files.has(name)) !== undefined);
}

/**
 * Reads the results of a training. For each group the first of these files with results is used: `metrics.json`, the
 * checkpoint, the aggregated statistics, the statistics of the steps ({@link firstResults}).
 *
 * @param checkpoint path of the checkpoint, if there is one
 * @param trainer what kind of trainer wrote it
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
 * Reads the results of a test from its statistics and its `metrics.json`, which takes precedence.
 *
 * @returns `undefined` if there is neither
 */
export function readTest(listing: Listing, notes: Notes): Fields | undefined {
  const statistics = readLastRow(listing, TEST_STATISTICS, notes).value;
  if (!listing.files.has(METRICS)) return statistics;
  const metrics = readParsed(listing, METRICS, parseTestMetrics, notes).value;
  metrics?.leftOut.forEach((key) => notes.leftOut(key));
  return mergeTestResults(statistics, metrics?.testing);
}

/** Path of a test's configuration file, relative to the analyzed directory; empty if it is missing. */
export function testConfiguration(relative: string, { files }: Listing): string {
  return files.has(CONFIGURATION.test) ? `${relative}/${CONFIGURATION.test}` : "";
}

function readStatistics(listing: Listing, group: ResultGroup, notes: Notes): Reading<Fields> {
  const name = statisticsFile(group, (name) => listing.files.has(name));
  return name === undefined ? NOTHING : readLastRow(listing, name, notes);
}

// The last row of a CSV file; nothing if the file is missing.
function readLastRow({ path, files }: Listing, name: string, notes: Notes): Reading<Fields> {
  if (!files.has(name)) return NOTHING;
  return parsed(`${path}/${name}`, readEnds(`${path}/${name}`, files.get(name) === true), parseLastRow, notes);
}

// A parsed file; nothing if the file is missing.
function readParsed<T>(
  { path, files }: Listing,
  name: string,
  parse: (text: string) => Reading<T>,
  notes: Notes,
): Reading<T> {
  if (!files.has(name)) return NOTHING;
  return parsed(`${path}/${name}`, readText(`${path}/${name}`, files.get(name) === true), parse, notes);
}

// Parses what was read, and notes the problems of reading and parsing.
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
