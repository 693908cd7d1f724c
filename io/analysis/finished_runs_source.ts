/** A directory with runs that no grid made, as a source for an analysis. */
import { basename } from "@std/path";
import { dirName } from "../../lib/store/layout.ts";
import { findRuns, type FoundRun } from "../results/find_runs.ts";
import { below } from "../results/listing.ts";
import type { Notes } from "../results/read_part.ts";
import type { FinishedRunFiles } from "./read_finished_run.ts";
import { NO_TEST, type Source, type TakenRun } from "./source.ts";

/**
 * Searches a directory for runs.
 *
 * @param root absolute path
 * @param forReport whether details are read, too
 * @returns `undefined` if there are none
 */
export function openFinishedRuns(root: string, notes: Notes, forReport = false): Source | undefined {
  const runs = findRuns(root, notes);
  if (runs.length === 0) return undefined;
  return {
    root,
    tasks: runs.map((run) => ({ kind: "finished run", root, ...run })),
    take(part, index) {
      const run = takeRun(root, runs[index]!, part as FinishedRunFiles, forReport);
      return { experiments: [], finishedRuns: run === undefined ? [] : [run], grids: [] };
    },
    pending: [],
    skipped: [],
    deleted: 0,
    dropped: 0,
    cleaned: 0,
    fingerprints: new Map(),
    launchedWith: [],
    metrics: [],
  };
}

function takeRun(root: string, found: FoundRun, files: FinishedRunFiles, forReport: boolean): TakenRun | undefined {
  const { path, parameters, needsResults } = found;
  const { params, results, details } = files;
  const { training, validation, testing, facts } = results;
  const trained = training.size + validation.size + testing.size > 0;
  if (needsResults && !trained) return undefined;
  const id = path === "" ? basename(root) : dirName(path);
  return {
    grid: root,
    name: path === "" ? id : path,
    ownNames: [id],
    params,
    result: {
      id,
      problem: facts.problem,
      model: facts.model,
      saved: facts.saved,
      status: facts.status,
      statusTime: facts.statusTime,
      state: "",
      trained,
      training: {
        configuration: parameters.length === 0 ? "" : below(path, parameters[0]!),
        started: "",
        seedTorch: "",
        seedNumpy: "",
        results: training,
      },
      validation,
      tests: testing.size === 0 ? [] : [{ ...NO_TEST, results: testing }],
    },
    ...(forReport && { details: { failures: [], curves: details?.curves ?? [] } }),
  };
}
