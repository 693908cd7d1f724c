/** Makes the experiments of a grid from its combinations: one per repetition, with its id and seed. */
import { leaves } from "../config/key_path.ts";
import { isScalar, type ValueMap } from "../config/value.ts";
import { leavesOf } from "../grid/axes/axes.ts";
import type { Task } from "../grid/parse_task.ts";
import { below } from "../messages/report.ts";
import { abbreviate, deriveSeed, sha256 } from "../plan/identities.ts";
import type { Experiment } from "../plan/plan.ts";
import { isSeedName } from "../run/seed_names.ts";
import type { Combination } from "./combine/draw.ts";
import { type ExpandContext, overlapsAny } from "./expand_context.ts";

/**
 * The experiments of a grid: the first repetition of all combinations, then the second, and so on.
 *
 * @param masterSeed the seeds of the experiments are derived from it; without it, experiments only have seeds if the grid
 * lists one per repetition
 */
export function repeat(
  combinations: readonly Combination[],
  masterSeed: number | undefined,
  context: ExpandContext,
): Experiment[] {
  const drafts = numberRepetitions(combinations, context.repetitions);
  const seeds = context.grid.settings.seed;
  if (Array.isArray(seeds) && drafts.some(({ repetition }) => repetition >= seeds.length)) {
    context.report.error(
      below(context.grid.settingsOrigin, "seed"),
      "not enough seeds: a task is listed more than once, and each time adds repetitions",
    );
  }
  const hashes = drafts.map(({ combination, repetition }) =>
    sha256(`${combination.hash} repetition ${repetition}`).slice(0, 32)
  );
  const ids = abbreviate(hashes);
  return drafts.map(({ combination: { name, group, at }, repetition }, index): Experiment => {
    const [id, hash] = [ids[index]!, hashes[index]!];
    const derived = masterSeed === undefined ? undefined : deriveSeed(masterSeed, hash);
    const seed = Array.isArray(seeds) ? seeds[repetition] : derived;
    return { id, hash, name, repetition, group, at, seed };
  });
}

interface Draft {
  readonly combination: Combination;
  readonly repetition: number;
}

// A task that is listed twice continues the numbering of its first entry.
function numberRepetitions(combinations: readonly Combination[], rounds: number): Draft[] {
  const counts = new Map<string, number>();
  const drafts: Draft[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const combination of combinations) {
      const repetition = counts.get(combination.hash) ?? 0;
      counts.set(combination.hash, repetition + 1);
      drafts.push({ combination, repetition });
    }
  }
  return drafts;
}

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
    if (!isSeedName(last) || task.parsedSettings.seedKeys.includes(key)) return [];
    if (!isScalar(value) || typeof value.value !== "number") return [];
    if (task.grids.flat().some((axis) => overlapsAny(key, leavesOf(axis)))) return [];
    return [{ key, seed: value.value, text: value.text }];
  });
}
