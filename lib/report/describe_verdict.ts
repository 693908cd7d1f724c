/** Says in sentences what is best, and how certain that is. */
import { formatMean } from "../analysis/format_mean.ts";
import { formatDuration } from "../messages/quantity.ts";
import type { Report, Result } from "./model.ts";

/** A mean and its deviation for people: `0.9829 ± 0.0013`. */
export function formatResult([, mean, std]: Result): string {
  const text = formatMean({ mean, std });
  return text.mean + text.std;
}

/** The sentences about certainty; empty without a ranking. The name of the best configuration is not in them. */
export function describeCertainty({ verdict, configurations, ranking }: Report): string[] {
  const { best, complete, compared, candidates } = verdict;
  if (best === undefined || ranking === undefined) return [];
  const first = configurations[best]!;
  const [n] = first.results[ranking.column]!;
  if (n === 1 && first.failed > 0) {
    const failed = `its other ${first.failed === 1 ? "repetition" : `${first.failed} repetitions`} failed`;
    const alternative = complete === undefined
      ? ""
      : ` The best configuration of which all repetitions succeeded is ${configurations[complete]!.name}.`;
    return [`It has a single value, because ${failed}: it may be luck.${alternative}`];
  }
  if (n === 1) return ["It has a single value: without repetitions, chance cannot be told from effect."];
  if (compared < 2) return ["There is no other configuration with repetitions to compare it with."];
  const others = candidates - 1;
  if (others === 0) return [`It is better than the other ${compared - 1} by more than chance (95 %).`];
  return [
    `${others} other ${others === 1 ? "configuration" : "configurations"} of ${compared} may be the best, too: ` +
    `the difference may be chance (95 %).`,
  ];
}

/** The counts of a report: `12 experiments (12 succeeded), 12 tests, 4m12s in all`. */
export function describeCounts({ counts, configurations }: Report): string {
  const { experiments, tests, states, seconds } = counts;
  const listed = states.map(([state, count]) => `${count} ${state.replace("_", " ")}`).join(", ");
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return [
    `${plural(experiments, "experiment")} (${listed})`,
    plural(configurations.length + counts.pendingConfigurations, "configuration"),
    ...(tests > 0 ? [plural(tests, "test")] : []),
    ...(seconds === undefined ? [] : [`${formatDuration(seconds)} of computing`]),
  ].join(", ");
}
