/** A plan for models that were trained elsewhere and are only to be tested. */
import { EMPTY } from "../config/merge.ts";
import type { ValueMap } from "../config/value.ts";
import { abbreviate, sha256 } from "./identities.ts";
import { safeName } from "./names.ts";
import { createGroup, type Experiment, type Plan } from "./plan.ts";
import { createRunSpecReader } from "./run_spec.ts";

/** A model, and the experiment that it comes from. */
export interface TrainedModel {
  /** Of the experiment, relative to the tree. */
  readonly path: string;
  /** Absolute. */
  readonly checkpoint: string;
  readonly config: ValueMap;
}

const MAX_NAME = 80;

/**
 * The plan of models that were trained elsewhere and are only to be tested. An experiment's identity is its path, so that what
 * was tested stays known when the tree grows.
 *
 * @param name of the tree
 * @param cwd where testers run, absolute
 */
export function modelPlan(name: string, models: readonly TrainedModel[], cwd: string): Plan {
  const hashes = models.map(({ path }) => sha256(path).slice(0, 32));
  const ids = abbreviate(hashes);
  const readSpecs = createRunSpecReader([]);
  return {
    name,
    seed: undefined,
    maxConcurrentRuns: 0,
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
