/** A directory with runs that no grid made, as a source for an analysis. */
import { basename } from "@std/path";
import { dirName, stampOf } from "../../lib/store/layout.ts";
import { findRuns, type FoundRun } from "../results/find_runs.ts";
import { below } from "../results/listing.ts";
import type { StoredRun } from "../results/read_mlflow.ts";
import type { Notes } from "../results/read_part.ts";
import type { FinishedRunFiles } from "./read_finished_run.ts";
import { NO_GRID, NO_TEST, type Source, type TakenRun } from "./source.ts";

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
    ...NO_GRID,
    root,
    tasks: runs.map((run) => ({ kind: "finished run", root, ...run })),
    take(part, index) {
      const run = takeRun(root, runs[index]!, part as FinishedRunFiles, forReport);
      return { experiments: [], finishedRuns: run === undefined ? [] : [run], grids: [] };
    },
  };
}

function takeRun(root: string, found: FoundRun, files: FinishedRunFiles, forReport: boolean): TakenRun | undefined {
  const { path, parameters, needsResults, stored } = found;
  const { params, results, details } = files;
  const { training, validation, testing, facts } = results;
  const trained = training.size + validation.size + testing.size > 0;
  // A run of MLflow may only hold others.
  if (!trained && (needsResults || stored !== undefined && params.size === 0)) return undefined;
  const { id, name } = stored === undefined ? namesOf(root, path) : namesInStore(stored.run);
  const { started = 0, ended, status = "" } = stored?.run ?? {};
  return {
    grid: root,
    name,
    ownNames: [id, name],
    params,
    result: {
      id,
      problem: facts.problem,
      model: facts.model,
      saved: facts.saved,
      status: facts.status || status,
      statusTime: facts.statusTime || moment(ended),
      state: "",
      trained,
      training: {
        configuration: parameters.length === 0 ? "" : below(path, parameters[0]!),
        started: started === 0 ? "" : moment(started),
        seedTorch: "",
        seedNumpy: "",
        results: training,
        ...(ended !== undefined && started > 0 && { seconds: (ended - started) / 1000 }),
      },
      validation,
      tests: testing.size === 0 ? [] : [{ ...NO_TEST, results: testing }],
    },
    ...(forReport && { details: { failures: [], curves: details?.curves ?? [] } }),
  };
}

function namesOf(root: string, path: string): { id: string; name: string } {
  return path === "" ? { id: basename(root), name: basename(root) } : { id: dirName(path), name: path };
}

function namesInStore({ id, name, experiment }: StoredRun): { id: string; name: string } {
  const own = name || basename(id);
  return { id: basename(id), name: experiment === "" || experiment === "Default" ? own : `${experiment}/${own}` };
}

function moment(time: number | undefined): string {
  return time === undefined || !Number.isFinite(new Date(time).getTime()) ? "" : stampOf(new Date(time));
}
