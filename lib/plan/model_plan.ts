/** Makes a plan for testing models that were trained without grid-workers. */
import { EMPTY } from "../config/merge.ts";
import type { ValueMap } from "../config/value.ts";
import { abbreviate, sha256 } from "./identities.ts";
import { safeName } from "./names.ts";
import { createGroup, createRunSpecReader, type Experiment, type Plan } from "./plan.ts";

export interface TrainedModel {
  /** The directory of the experiment, relative to the tree. */
  readonly path: string;
  /** The path of the checkpoint, absolute. */
  readonly checkpoint: string;
  /** The configuration that the model was trained with. */
  readonly config: ValueMap;
}

const MAX_NAME = 80;

/**
 * The plan for testing trained models. Experiments are identified by their path, so tests stay valid when models are added.
 *
 * @param name of the tree
 * @param cwd the working directory of testers, absolute
 */
export function modelPlan(name: string, models: readonly TrainedModel[], cwd: string): Plan {
  const hashes = models.map(({ path }) => sha256(path).slice(0, 32));
  const ids = abbreviate(hashes);
  const readSpecs = createRunSpecReader([]);
  return {
    name,
    seed: undefined,
    maxConcurrentRuns: Infinity,
    cwd,
    li: 100,
    ll: "INFO",
    tensorboard: undefined,
    groups: models.map(({ config }) =>
      createGroup({ task: name, config, axes: [], set: [], settings: EMPTY, seedKeys: [] }, readSpecs)
    ),
    tests: [],
    experiments: models.map(({ path, checkpoint }, index): Experiment => ({
      id: ids[index]!,
      hash: hashes[index]!,
      name: safeName(path.replaceAll(/[/,]/g, "_")).slice(-MAX_NAME) || safeName(name),
      repetition: 0,
      group: index,
      at: [],
      seed: undefined,
      model: checkpoint,
    })),
  };
}
