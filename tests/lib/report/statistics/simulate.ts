/** Simulates studies whose best configuration is known. */
import { statisticsOf } from "../../../../lib/analysis/statistics.ts";
import { type BestSet, bestSet, type Sample } from "../../../../lib/report/statistics/best_set.ts";
import { normals } from "./random.ts";

/** A study of `k` configurations, of which the last is the best, by `gap`. */
export interface Study {
  readonly k: number;
  /** Numbers of repetitions, in turn. */
  readonly counts: readonly number[];
  readonly gap: number;
  /** The standard deviation of a configuration. */
  readonly std?: (index: number) => number;
}

/** How often the best was held, and how many may have been the best, on average. */
export interface Simulated {
  readonly held: number;
  readonly size: number;
}

/**
 * Simulates studies, the same ones in each call.
 *
 * @param rule which configurations may be the best
 */
export function simulate(
  { k, counts, gap, std = (index) => 0.5 + 1.5 * ((index * 7) % 5) / 4 }: Study,
  studies: number,
  rule: (samples: readonly Sample[], goal: "maximize") => BestSet = bestSet,
): Simulated {
  const normal = normals(1_000 * k + counts.length);
  let [held, size] = [0, 0];
  for (let study = 0; study < studies; study++) {
    const samples = Array.from({ length: k }, (_, index): Sample => {
      const mean = index === k - 1 ? 0 : -gap;
      const n = counts[index % counts.length]!;
      return statisticsOf(Array.from({ length: n }, () => mean + std(index) * normal()));
    });
    const { members } = rule(samples, "maximize");
    if (members.has(k - 1)) held++;
    size += members.size;
  }
  return { held: held / studies, size: size / studies };
}
