/** Finds the seeds that a configuration itself holds. */
import { leaves } from "../config/key_path.ts";
import { isScalar, type ValueMap } from "../config/value.ts";
import { leavesOf } from "../grid/axes/axes.ts";
import type { Task } from "../grid/parse_task.ts";
import { overlapsAny } from "./overlaps.ts";

/** A seed in a configuration. */
export interface ConfiguredSeed {
  /** Dotted. */
  readonly key: string;
  /** Negative if the trainer draws its own. */
  readonly seed: number;
  readonly text: string;
}

/** The seeds of a configuration (at `seed`, `seed_torch`, `numpy_seed`) that neither an axis nor the seed of the run replaces. */
export function configuredSeeds(task: Task, config: ValueMap): ConfiguredSeed[] {
  return leaves(config).flatMap(([key, value]): ConfiguredSeed[] => {
    const last = key.split(".").at(-1)!;
    if (!/^seed(_|$)|_seed$/.test(last) || task.parsedSettings.seedKeys.includes(key)) return [];
    if (!isScalar(value) || typeof value.value !== "number") return [];
    if (task.grids.flat().some((axis) => overlapsAny(key, leavesOf(axis)))) return [];
    return [{ key, seed: value.value, text: value.text }];
  });
}
