/** The experiments of a tree that MI-Prometheus made. */
import { dirname } from "@std/path";
import { dirName } from "../../lib/grid/layout.ts";
import { withoutSeeds } from "../../lib/results/configuration_facts.ts";
import type { ExperimentResult } from "../../lib/results/experiment_result.ts";
import type { FoundExperiment } from "./find_experiments.ts";
import type { Notes } from "./notes.ts";
import { readExperiment } from "./read_experiment.ts";

/**
 * Reads the experiments that were found in a tree. Those whose configurations differ in nothing but seeds are repetitions of
 * one, in the order of their paths.
 *
 * @param grid what the table calls the tree
 */
export function readTree(
  root: string,
  grid: string,
  found: readonly FoundExperiment[],
  notes: Notes,
): ExperimentResult[] {
  const repetitions = new Map<string, number>();
  return found.map((experiment): ExperimentResult => {
    const { text, facts, results, training, tests } = readExperiment(root, "", experiment, notes);
    const { path } = experiment;
    const configuration = text === "" ? path : withoutSeeds(text);
    const repetition = repetitions.get(configuration) ?? 0;
    repetitions.set(configuration, repetition + 1);
    const id = dirName(path === "" ? root : path);
    return {
      grid,
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
      trained: true,
      training,
      validation: results.validation,
      tests,
    };
  });
}
