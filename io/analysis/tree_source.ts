/** A directory tree made by MI-Prometheus's trainers, as a source for an analysis. */
import { dirname, join } from "@std/path";
import type { ExperimentResult } from "../../lib/results/experiment_result.ts";
import { dirName } from "../../lib/store/layout.ts";
import { divideTree, uniqueExperiments } from "../mi_prometheus/find_experiments.ts";
import type { Notes } from "../results/read_part.ts";
import { NO_GRID, type Source, type TreeExperiment, type TreePart } from "./source.ts";

// Enough to keep all cores busy, and to show progress.
const MIN_PARTS = 256;

/**
 * Opens a tree. Experiments whose configurations only differ in seeds count as repetitions, in the order of their paths.
 *
 * @param root absolute path
 * @param forReport whether details are read, too
 */
export function openTreeSource(root: string, notes: Notes, forReport = false): Source {
  const repetitions = new Map<string, number>();
  const linked = new Set<string>();
  const resultOf = (experiment: TreeExperiment): ExperimentResult => {
    const { path, configuration, facts, results, training, tests } = experiment;
    const repetition = repetitions.get(configuration) ?? 0;
    repetitions.set(configuration, repetition + 1);
    const id = dirName(path === "" ? root : path);
    return {
      grid: root,
      id,
      name: path.includes("/") ? dirname(path) : id,
      repetition,
      configuration,
      params: new Map(),
      problem: facts.problem || results.facts.problem,
      model: facts.model || results.facts.model,
      saved: results.facts.saved,
      status: results.facts.status,
      statusTime: results.facts.statusTime,
      state: "",
      trained: true,
      training,
      validation: results.validation,
      tests,
    };
  };
  return {
    ...NO_GRID,
    root,
    tasks: divideTree(root, MIN_PARTS, notes).map((path) => ({ kind: "tree", root, path })),
    take(part) {
      const { experiments, grids } = part as TreePart;
      const unique = uniqueExperiments(experiments, linked);
      return {
        experiments: unique.map(resultOf),
        ...(forReport && { details: unique.map(({ details }) => ({ failures: [], curves: details?.curves ?? [] })) }),
        grids: grids.map((path) => join(root, path)),
      };
    },
  };
}
