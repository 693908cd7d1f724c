/** Divides the reading of an analysis into independent tasks, which workers can run. */
import { sha256 } from "../../lib/plan/identities.ts";
import { withoutSeeds } from "../../lib/results/configuration_facts.ts";
import { findExperiments } from "../mi_prometheus/find_experiments.ts";
import { type ReadExperiment, readExperiment } from "../mi_prometheus/read_experiment.ts";
import type { Notes } from "../results/notes.ts";
import { type DetailReader, type FileDetails, readRun, type RunFiles, type RunTask } from "./read_run.ts";

/** What to read: an experiment of a grid, or a part of a tree. Plain data, as are the results. */
export type ReadTask = RunTask | TreeTask;

/** A directory of a tree with everything below it. */
export interface TreeTask {
  readonly kind: "tree";
  readonly root: string;
  /** Relative to the root. */
  readonly path: string;
}

/** The result of a task. */
export type ReadPart = RunFiles | TreePart;

/** The contents of a part of a tree. */
export interface TreePart {
  readonly kind: "tree";
  readonly experiments: readonly TreeExperiment[];
  /** Grid directories inside it, not read yet. Relative to the root. */
  readonly grids: readonly string[];
}

/** An experiment of a tree. */
export interface TreeExperiment extends Omit<ReadExperiment, "text"> {
  /** Relative to the root. */
  readonly path: string;
  /** The path without links, if a link leads there. */
  readonly realPath?: string;
  /** Identifies the configuration: equal for experiments that only differ in seeds. */
  readonly configuration: string;
  /** If they were asked for. */
  readonly details?: FileDetails;
}

/**
 * Runs one task.
 *
 * @param readDetails for a report
 */
export function readTask(task: ReadTask, notes: Notes, readDetails?: DetailReader): ReadPart {
  if (task.kind === "run") return readRun(task, notes, readDetails);
  const { experiments, grids } = findExperiments(task.root, task.path, notes);
  return {
    kind: "tree",
    grids,
    experiments: experiments.map((experiment): TreeExperiment => {
      const { text, ...read } = readExperiment(task.root, "", experiment, notes);
      return {
        ...read,
        path: experiment.path,
        ...(experiment.realPath !== undefined && { realPath: experiment.realPath }),
        configuration: text === "" ? experiment.path : sha256(withoutSeeds(text)),
        ...(readDetails && { details: readDetails(experiment.listing, [], notes) }),
      };
    }),
  };
}
