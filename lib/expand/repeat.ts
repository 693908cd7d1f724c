/** Makes the experiments of a grid from its combinations: one per repetition, with its id and seed. */
import { below } from "../messages/problem.ts";
import { abbreviate, deriveSeed, sha256 } from "../plan/identities.ts";
import type { Experiment } from "../plan/plan.ts";
import type { Combination } from "./combine/combinations.ts";
import type { ExpandContext } from "./expand_context.ts";

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
