/** Describes job arrays for people, before they are submitted and while they run. */
import { counted } from "../messages/text/counted.ts";
import { shellQuote } from "../messages/text/shell_quote.ts";
import type { Stage } from "../run/stage.ts";
import type { JobArray } from "../slurm/plan_arrays.ts";

/** A job array, in numbers. */
export type ArrayDescription =
  & Pick<JobArray<unknown>, "options" | "elements" | "concurrent">
  & { readonly launches: number };

/**
 * Arrays that are about to be submitted, one line per set of options: `training on Slurm: 96 experiments, one element each, at
 * most 16 running (--partition=gpu)`.
 */
export function describeArrays(stage: Stage, arrays: readonly ArrayDescription[]): string[] {
  const sets = Map.groupBy(arrays, ({ options }) => options);
  return Array.from(sets, ([{ words, slots, runsPerJob }, same]) => {
    const launches = sum(same, ({ launches }) => launches);
    const elements = sum(same, ({ elements }) => elements);
    const concurrent = Math.max(0, ...same.map(({ concurrent }) => concurrent ?? 0));
    const given = words.length === 0 ? "" : ` (${words.map(shellQuote).join(" ")})`;
    return [
      `${stage === "train" ? "training" : "testing"} on Slurm: ${counted(launches, "experiment")}`,
      runsPerJob === 1 ? "one element each" : `${counted(elements, "element")} of up to ${runsPerJob}`,
      ...(same.length > 1 ? [`${same.length} job arrays`] : []),
      ...(concurrent > 0 ? [`at most ${concurrent * slots} running`] : []),
    ].join(", ") + given;
  });
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
