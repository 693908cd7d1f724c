/** The results in one directory: of a training, or of a test. */
import { type CheckpointFacts, NO_FACTS, type Trainer } from "../../lib/checkpoints/checkpoint.ts";
import { NOTHING, type Reading } from "../../lib/messages/reading.ts";
import { type Fields, NO_FIELDS } from "../../lib/results/experiment_result.ts";
import { parseMetrics, parseTestMetrics } from "../../lib/results/metrics.ts";
import { parseLastRow } from "../../lib/results/statistics_csv.ts";
import { CONFIGURATION, METRICS } from "../../lib/store/layout.ts";
import type { Listing } from "./listing.ts";
import { type Notes, take } from "./notes.ts";
import { readCheckpoint } from "./read_checkpoint.ts";
import { readEnds, readText } from "./read_part.ts";

/** The statistics of a test, a row for each test set. */
export const TEST_STATISTICS = "testing_set_agg_statistics.csv";

type Files = Listing["files"];

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
  return files.has(METRICS) || ["training", "validation"].some((group) => csvOf(group, files) !== undefined);
}

/**
 * Reads what a training left in its directory.
 *
 * The results of a group come from one source: `metrics.json`, else the checkpoint, else the aggregated statistics, else the
 * last of the steps. They are not mixed, as they speak of different moments: the last epoch is seldom the one whose model was
 * kept. So what cannot be read leaves its cells blank, rather than to be replaced by something else.
 *
 * @param checkpoint its path
 */
export function readTraining(
  dir: string,
  listing: Listing,
  checkpoint: string | undefined,
  trainer: Trainer,
  notes: Notes,
): TrainingResults {
  const { files } = listing;
  const metrics = files.has(METRICS) ? readParsed(dir, files, METRICS, parseMetrics, notes) : undefined;
  metrics?.leftOut.forEach((key) => notes.leftOut(key));
  const reading = checkpoint === undefined ? NOTHING : readCheckpoint(checkpoint, trainer);
  const facts = (checkpoint && take(checkpoint, reading, notes)) || NO_FACTS;
  const group = (name: "training" | "validation"): Fields => {
    if (metrics !== undefined && metrics[name].size > 0) return metrics[name];
    if (metrics === undefined && files.has(METRICS)) return NO_FIELDS;
    if (facts[name].size > 0) return facts[name];
    if (reading.value === undefined && reading.problems.length > 0) return NO_FIELDS;
    const csv = csvOf(name, files);
    return csv === undefined ? NO_FIELDS : readLastRow(dir, files, csv, notes) ?? NO_FIELDS;
  };
  return {
    training: group("training"),
    validation: group("validation"),
    testing: metrics?.testing ?? NO_FIELDS,
    facts,
  };
}

/**
 * Reads what a test left in its directory: its statistics, and its `metrics.json`, which wins where both name a result.
 *
 * @returns `undefined` when there is neither
 */
export function readTest(dir: string, { files }: Listing, notes: Notes): Fields | undefined {
  const statistics = files.has(TEST_STATISTICS) ? readLastRow(dir, files, TEST_STATISTICS, notes) : undefined;
  if (!files.has(METRICS)) return statistics;
  const metrics = readParsed(dir, files, METRICS, parseTestMetrics, notes);
  metrics?.leftOut.forEach((key) => notes.leftOut(key));
  return new Map([...statistics ?? [], ...metrics?.testing ?? []]);
}

/** A file of a test's directory, relative to what is analyzed; empty when it is not there. */
export function testConfiguration(relative: string, { files }: Listing): string {
  return files.has(CONFIGURATION.test) ? `${relative}/${CONFIGURATION.test}` : "";
}

function csvOf(group: string, files: Files): string | undefined {
  return [`${group}_set_agg_statistics.csv`, `${group}_statistics.csv`].find((name) => files.has(name));
}

function readLastRow(dir: string, files: Files, name: string, notes: Notes): Fields | undefined {
  const path = `${dir}/${name}`;
  const ends = take(path, readEnds(path, files.get(name) === true), notes);
  return ends === undefined ? undefined : take(path, parseLastRow(ends), notes);
}

function readParsed<T>(
  dir: string,
  files: Files,
  name: string,
  parse: (text: string) => Reading<T>,
  notes: Notes,
): T | undefined {
  const path = `${dir}/${name}`;
  const text = take(path, readText(path, files.get(name) === true), notes);
  return text === undefined ? undefined : take(path, parse(text), notes);
}
