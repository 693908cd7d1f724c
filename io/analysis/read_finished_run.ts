/** Reads a run that no grid made: its parameters and results. */
import { read } from "../../lib/messages/reading.ts";
import type { Fields } from "../../lib/results/experiment_result.ts";
import { TooManyValues } from "../../lib/results/formats/format.ts";
import { createTensorboardParser } from "../../lib/results/formats/tensorboard.ts";
import { parseParameters, shortText } from "../../lib/results/run_parameters.ts";
import { createSeriesCollector, type NamedSeries, resultName } from "../../lib/results/series.ts";
import type { FoundRun } from "../results/find_runs.ts";
import { findSeries } from "../results/find_series.ts";
import { below, list, type Listing } from "../results/listing.ts";
import { readStoredRun } from "../results/read_mlflow.ts";
import { guarded, type Notes, readBytes, readText, reasonOf, SILENT, take } from "../results/read_part.ts";
import { readTraining, type TrainingResults } from "../results/read_results.ts";
import { createSeriesReader, type DetailReader, type FileDetails, findModel } from "./read_run.ts";

/** A run to read. */
export interface FinishedRunTask extends FoundRun {
  readonly kind: "finished run";
  /** Absolute path of the directory in which it was found. */
  readonly root: string;
}

/** What was read of it. */
export interface FinishedRunFiles {
  readonly kind: "finished run";
  readonly params: Fields;
  readonly results: TrainingResults;
  /** Present if they were requested. */
  readonly details?: FileDetails;
}

/** Reads a run. */
export function readFinishedRun(task: FinishedRunTask, notes: Notes, readDetails?: DetailReader): FinishedRunFiles {
  const { root, path, parameters, apart, stored } = task;
  const dir = below(root, path);
  if (stored !== undefined) return readStored(dir, stored, notes, readDetails);
  const all = list(dir, notes);
  const listing = { ...all, directories: all.directories.filter((name) => !apart.includes(name)) };
  const series = createSeriesReader(undefined, notes);
  return {
    kind: "finished run",
    params: readParameters(listing, parameters, notes),
    results: readTraining(listing, { checkpoint: findModel(listing, notes), trainer: "custom", series }, notes),
    ...(readDetails && { details: readDetails(listing, () => series(listing), [], notes) }),
  };
}

// A run of MLflow.
function readStored(
  dir: string,
  { store, run }: NonNullable<FoundRun["stored"]>,
  notes: Notes,
  readDetails: DetailReader | undefined,
): FinishedRunFiles {
  const path = below(dir, store);
  const collector = createSeriesCollector();
  let params: Fields = new Map();
  try {
    const read = readStoredRun(path, run.id, collector);
    params = read.params;
    for (const problem of read.problems) notes.unreadable(path, problem);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    notes.unreadable(path, error instanceof TooManyValues ? error.message : reasonOf(error));
  }
  const series = collector.finish("step").map((one): NamedSeries => ({
    ...resultName(one.key),
    series: one,
    file: store,
  }));
  const nothing = { path: dir, files: new Map(), directories: [], links: new Set<string>() };
  return {
    kind: "finished run",
    params,
    results: readTraining(nothing, { checkpoint: undefined, trainer: "custom", series: () => series }, notes),
    ...(readDetails && { details: readDetails(nothing, () => series, [], notes) }),
  };
}

// Larger files hold more than parameters.
const MAX_BYTES = 2 ** 20;

// Event files have the same ones by other names, or others that are written nowhere else.
function readParameters(listing: Listing, files: readonly string[], notes: Notes): Fields {
  const params = readParameterFiles(listing.path, files, notes);
  return params.size > 0 ? params : readEventParameters(listing);
}

function readParameterFiles(dir: string, files: readonly string[], notes: Notes): Fields {
  const params = new Map<string, string>();
  for (const file of files) {
    const path = below(dir, file);
    const size = guarded(path, (size) => ({ value: size, problems: [] }));
    // The history of a long training makes a large file, of which a trial's parameters are the smallest part.
    const isLarge = size.value !== undefined && size.value > MAX_BYTES;
    if (isLarge && file === "trainer_state.json") continue;
    const text = isLarge
      ? { value: undefined, problems: [`file has ${size.value} bytes, expected at most 1 MiB`] }
      : readText(path, false);
    const content = take(path, text, notes);
    const fields = content === undefined ? undefined : take(path, parseParameters(file, content), notes);
    for (const [key, value] of fields ?? []) if (!params.has(key)) params.set(key, value);
  }
  return params;
}

// Parameters are written when a run begins, or in a file of their own.
const HEAD_BYTES = 2 ** 18;
const MAX_FILES = 16;

// What cannot be read is noted when the same files are read for their series.
function readEventParameters(listing: Listing): Fields {
  const params = new Map<string, string>();
  const add = (key: string, text: string) => void (params.has(key) || params.set(key, text));
  const files = findSeries(listing, undefined, SILENT).flatMap(({ format, files }) =>
    format === "tensorboard" ? files : []
  );
  for (const file of files.slice(0, MAX_FILES)) {
    const path = below(listing.path, file);
    const head = guarded(path, () => read(readBytes(path, 0, HEAD_BYTES))).value;
    if (head === undefined) continue;
    const parser = createTensorboardParser({ add() {}, dropFrom() {} }, {
      add: (name, value) => add(name, typeof value === "string" ? shortText(value) : String(value)),
      addArguments(json) {
        for (const [key, text] of parseParameters("args.json", json).value ?? []) add(key, text);
      },
    });
    try {
      parser.push(head);
    } catch (error) {
      if (!(error instanceof TooManyValues)) throw error;
    }
  }
  return params;
}
