/** Reads a run that no grid made: its parameters and results. */
import type { Fields } from "../../lib/results/experiment_result.ts";
import { parseParameters } from "../../lib/results/run_parameters.ts";
import type { FoundRun } from "../results/find_runs.ts";
import { below, list } from "../results/listing.ts";
import { guarded, type Notes, readText, take } from "../results/read_part.ts";
import { readTraining, type TrainingResults } from "../results/read_results.ts";
import { readSeries } from "../results/read_series.ts";
import { type DetailReader, type FileDetails, findModel, once } from "./read_run.ts";

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
  const { root, path, parameters, apart } = task;
  const dir = below(root, path);
  const all = list(dir, notes);
  const listing = { ...all, directories: all.directories.filter((name) => !apart.includes(name)) };
  const series = once(() => readSeries(listing, undefined, notes));
  return {
    kind: "finished run",
    params: readParameters(dir, parameters, notes),
    results: readTraining(listing, { checkpoint: findModel(listing, notes), trainer: "custom", series }, notes),
    ...(readDetails && { details: readDetails(listing, series, [], notes) }),
  };
}

// Larger files hold more than parameters.
const MAX_BYTES = 2 ** 20;

function readParameters(dir: string, files: readonly string[], notes: Notes): Fields {
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
    const read = take(path, text, notes);
    const fields = read === undefined ? undefined : take(path, parseParameters(file, read), notes);
    for (const [key, value] of fields ?? []) if (!params.has(key)) params.set(key, value);
  }
  return params;
}
