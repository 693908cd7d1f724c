/** Turns trees made by MI-Prometheus's trainers into grids whose models can be tested. */
import { basename, join } from "@std/path";
import { isMap } from "../../lib/config/value.ts";
import { parseYaml } from "../../lib/config/yaml.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { modelPlan, type TrainedModel } from "../../lib/plan/model_plan.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import { CONFIGURATION, gridPaths, TREE_GRID } from "../../lib/store/layout.ts";
import { encodePlan } from "../../lib/store/plan_format.ts";
import { withExpdir } from "../grid/expdir.ts";
import { writePlan } from "../grid/grid_dir.ts";
import type { Notes } from "../results/read_part.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { readPlainText, readUserFile } from "../system/files.ts";
import { findExperiments, realPath, uniqueExperiments } from "./find_experiments.ts";

const MAX_BYTES = 64 * 2 ** 20;

/** What can be tested in a directory. */
export interface TreeContent {
  /** Absolute paths of grid directories in it. */
  readonly grids: readonly string[];
  /** Hidden directories with experiments, which are not tested. */
  readonly hidden: readonly string[];
  /** The plan for testing the models outside of these grids; `undefined` if there are none. */
  readonly models: Plan | undefined;
}

/**
 * Searches a directory for models to test. Writes nothing.
 *
 * @throws {InputError} if a configuration cannot be read
 */
export function readTree(tree: string): TreeContent {
  const problems: Problem[] = [];
  const { grids, models, hidden } = findModels(absolutePath(tree), problems);
  if (problems.length > 0) throw new InputError(problems);
  return {
    grids: grids.map((path) => join(absolutePath(tree), path)),
    hidden,
    models: models.length === 0 ? undefined : modelPlan(basename(absolutePath(tree)), models, Deno.cwd()),
  };
}

/**
 * Creates or updates a grid directory inside the tree for its models; earlier tests stay recorded. The tests themselves are
 * written next to the models, where MI-Prometheus's tester puts them.
 *
 * @param plan the plan for testing its models
 * @returns the grid directory
 */
export function makeTreeGrid(tree: string, plan: Plan): string {
  const root = join(tree, TREE_GRID);
  const path = gridPaths(root).plan;
  // Others may open the tree at the same time.
  withExpdir(root, () => {
    if (readPlainText(path, Infinity) !== `${[...encodePlan(plan)].join("\n")}\n`) writePlan(path, plan);
  });
  return root;
}

function findModels(tree: string, problems: Problem[]) {
  const addProblem = (source: string, message: string) => void problems.push({ severity: "error", source, message });
  const hidden: string[] = [];
  const notes: Notes = {
    unreadable: addProblem,
    hidden: (path) => void hidden.push(path),
    leftOut() {},
    conflict() {},
  };
  const { grids, experiments } = findExperiments(tree, "", notes);
  const models = uniqueExperiments(experiments).flatMap(({ path, checkpoints }): TrainedModel[] => {
    const checkpoint = checkpoints.find((name) => name.endsWith(".pt"));
    if (checkpoint === undefined) return [];
    const source = join(tree, path, CONFIGURATION.train);
    try {
      const { value } = parseYaml(new TextDecoder().decode(readUserFile(source, MAX_BYTES)), source);
      if (!isMap(value)) throw new SyntaxError("expected a map");
      // These files have already been merged in, and their relative paths may not be valid here.
      const config = new Map(Array.from(value).filter(([key]) => key !== "default_configs"));
      return [{ path, checkpoint: join(tree, checkpoint), config }];
    } catch (error) {
      addProblem(source, `cannot read the configuration of a model: ${(error as Error).message}`);
      return [];
    }
  });
  return { grids: uniqueDirectories(tree, grids), models, hidden };
}

// Links may lead to the same grid.
function uniqueDirectories(tree: string, paths: readonly string[]): string[] {
  return [...new Map(paths.map((path) => [realPath(join(tree, path)) ?? path, path])).values()];
}
