/** Trees that MI-Prometheus's trainers made, as grids of models that are only to be tested. */
import { basename, join, resolve } from "@std/path";
import { parseYaml } from "../../lib/config/parse_yaml.ts";
import { isMap } from "../../lib/config/value.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { modelPlan, type TrainedModel } from "../../lib/plan/model_plan.ts";
import { CONFIGURATION, gridPaths, TREE_GRID } from "../../lib/store/layout.ts";
import { encodePlan } from "../../lib/store/plan_format.ts";
import { withExpdir } from "../grid/expdir.ts";
import { writePlan } from "../grid/grid_dir.ts";
import { readPlainText, readUserFile } from "../system/files.ts";
import { findExperiments } from "./find_experiments.ts";

const MAX_BYTES = 64 * 2 ** 20;

/**
 * Makes a grid directory for the models of a tree, in the tree, or brings it up to date: what was tested stays known. The
 * tests themselves are left beside the models, where MI-Prometheus's tester puts them.
 *
 * @returns the grid directory; `undefined` when the tree holds no model
 * @throws {InputError} when a configuration cannot be read
 */
export function openTreeGrid(tree: string): string | undefined {
  const problems: Problem[] = [];
  const models = findModels(resolve(tree), problems);
  if (problems.length > 0) throw new InputError(problems);
  if (models.length === 0) return undefined;
  const root = join(tree, TREE_GRID);
  const plan = modelPlan(basename(resolve(tree)), models, Deno.cwd());
  const path = gridPaths(root).plan;
  // Others may open the tree at the same time.
  withExpdir(root, () => {
    if (readPlainText(path, Infinity) !== `${[...encodePlan(plan)].join("\n")}\n`) writePlan(path, plan);
  });
  return root;
}

function findModels(tree: string, problems: Problem[]): TrainedModel[] {
  const complain = (source: string, message: string) => void problems.push({ severity: "error", source, message });
  const notes = { unreadable: complain, leftOut: () => {} };
  return findExperiments(tree, "", notes).experiments.flatMap(({ path, checkpoints }): TrainedModel[] => {
    const checkpoint = checkpoints.find((name) => name.endsWith(".pt"));
    if (checkpoint === undefined) return [];
    const source = join(tree, path, CONFIGURATION.train);
    try {
      const { value } = parseYaml(new TextDecoder().decode(readUserFile(source, MAX_BYTES)), source);
      if (!isMap(value)) throw new SyntaxError("it is no map");
      // What they name has been merged, and may not be found from here.
      const config = new Map(Array.from(value).filter(([key]) => key !== "default_configs"));
      return [{ path, checkpoint: join(tree, checkpoint), config }];
    } catch (error) {
      complain(source, `the configuration of a model cannot be read: ${(error as Error).message}`);
      return [];
    }
  });
}
