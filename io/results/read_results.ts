/** Reads the results in the directory of one training or test. */
import { chooseRanking } from "../../lib/analysis/ranking.ts";
import { type CheckpointFacts, NO_FACTS, type Trainer } from "../../lib/checkpoints/checkpoint.ts";
import type { ResultSettings } from "../../lib/grid/settings/result_settings.ts";
import type { Metric } from "../../lib/grid/settings/settings.ts";
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
import {
  bestStep,
  columnName,
  type NamedSeries,
  resultsOfSeries,
  type ResultStep,
  type Section,
} from "../../lib/results/series.ts";
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
  /** Where results were read that are values of series; absent if there are none. */
  readonly origins?: readonly ResultOrigin[];
}

/** Where a result was read. */
export interface ResultOrigin {
  /** Its column: `validation_acc`. */
  readonly column: string;
  /** Relative to the directory of the run: `lightning_logs/version_0/metrics.csv`. */
  readonly file: string;
  /** Its name in the file: `val/acc`. */
  readonly key: string;
}

/** Whether a directory has any results file. */
export function hasResults({ files }: Listing): boolean {
  return files.has(METRICS) || GROUPS.some((group) => statisticsFile(group, (name) => files.has(name)) !== undefined);
}

/** What is known of a training before its results are read. */
export interface TrainingSource {
  /** Path of the checkpoint, if there is one. */
  readonly checkpoint: string | undefined;
  /** What kind of trainer wrote it. */
  readonly trainer: Trainer;
  readonly settings?: ResultSettings;
  /** Reads the series in a listing of its directory. Called only if they are needed. */
  readonly series?: (listing: Listing) => readonly NamedSeries[];
}

/**
 * Reads the results of a training. For each group the first of these files with results is used: `metrics.json`, the
 * checkpoint, the aggregated statistics, the statistics of the steps ({@link firstResults}), any other file with series. With the
 * setting `results`, only series are used.
 */
export function readTraining(
  listing: Listing,
  { checkpoint, trainer, settings = {}, series = () => [] }: TrainingSource,
  notes: Notes,
): TrainingResults {
  const saved = checkpoint === undefined ? NOTHING : readCheckpoint(checkpoint, trainer);
  const facts = take(checkpoint ?? "", saved, notes) ?? NO_FACTS;
  const own = settings.results === undefined ? readOwnResults(listing, saved, notes) : NO_RESULTS;
  const { training, validation, testing } = own;
  const missing = SECTIONS.filter((section) => own[section].size === 0);
  // A training that tests its model, too, writes all of it into the same files.
  if (missing.every((section) => section === "testing")) return { training, validation, testing, facts };
  // What is in it already need not be read as a series.
  const others = own.hasMetrics ? withoutFile(listing, METRICS) : listing;
  const all = series(others).filter(({ section }) => missing.includes(section ?? "training"));
  if (all.length === 0) return { training, validation, testing, facts };
  const step = resultStep(all, own, settings.best);
  const found = Object.fromEntries(missing.map((section) => [section, resultsOfSeries(all, section, step)]));
  const origins = all.map((one): ResultOrigin => ({ column: columnName(one), file: one.file, key: one.series.key }));
  return { training, validation, testing, ...found, facts, origins };
}

function withoutFile(listing: Listing, name: string): Listing {
  const files = new Map(listing.files);
  files.delete(name);
  return { ...listing, files };
}

interface OwnResults extends Pick<TrainingResults, Section> {
  /** Whether they are in a `metrics.json`. */
  readonly hasMetrics: boolean;
}

const SECTIONS: readonly Section[] = ["training", "validation", "testing"];

const NO_RESULTS: OwnResults = {
  training: NO_FIELDS,
  validation: NO_FIELDS,
  testing: NO_FIELDS,
  hasMetrics: false,
};

function readOwnResults(listing: Listing, saved: Reading<CheckpointFacts>, notes: Notes): OwnResults {
  const metrics = readParsed(listing, METRICS, parseMetrics, notes);
  metrics.value?.leftOut.forEach((key) => notes.leftOut(key));
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
    hasMetrics: metrics.value !== undefined,
  };
}

// Which values of series are results: those at the best step of the metric, if it is one of them. Its name is that of a ranking,
// which may leave out the section.
function resultStep(all: readonly NamedSeries[], own: OwnResults, best: Metric | undefined): ResultStep {
  if (best === undefined) return { at: "last" };
  const others = SECTIONS.flatMap((section) =>
    Array.from(own[section].keys(), (name) => columnName({ section, name }))
  );
  const { ranking } = chooseRanking([...others, ...all.map(columnName)], [best], {});
  const by = all.find((one) => columnName(one) === ranking?.column);
  return by === undefined ? { at: "last" } : bestStep(by.series, best.goal);
}

/**
 * Reads the results of a test from its statistics and its `metrics.json`, which takes precedence, or else from files with series.
 *
 * @param series those in its directory; they are read only if they are needed
 * @returns `undefined` if there are none of these files
 */
export function readTest(
  listing: Listing,
  notes: Notes,
  series: () => readonly NamedSeries[] = () => [],
): Fields | undefined {
  const statistics = readLastRow(listing, TEST_STATISTICS, notes).value;
  if (!listing.files.has(METRICS)) return statistics ?? testResultsOf(series());
  const metrics = readParsed(listing, METRICS, parseTestMetrics, notes).value;
  metrics?.leftOut.forEach((key) => notes.leftOut(key));
  return mergeTestResults(statistics, metrics?.testing);
}

// In the directory of a test, names without a section are its results, too.
function testResultsOf(all: readonly NamedSeries[]): Fields | undefined {
  const own = all.flatMap((one) => {
    const { section = "testing" } = one;
    return section === "testing" ? [{ ...one, section }] : [];
  });
  return own.length === 0 ? undefined : resultsOfSeries(own, "testing", { at: "last" });
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
