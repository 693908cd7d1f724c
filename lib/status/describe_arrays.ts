/** Describes job arrays for people, before they are submitted and while they run. */
import { shellQuote } from "../launch/shell_quote.ts";
import type { Stage } from "../run/stage.ts";
import type { JobArray } from "../slurm/plan_arrays.ts";
import { counted } from "../messages/counted.ts";

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

/** Runs that are not waited for. */
export interface LeftRuns {
  /** Queued or running. */
  readonly left: number;
  /** Not submitted, as the cluster takes no more jobs now. */
  readonly unsubmitted: number;
}

/**
 * What goes on without this scheduler, and how to follow and cancel it.
 *
 * @param command the task that goes on with them: `grid:train:slurm`
 * @param gridDir the grid directory, as typed in a shell
 */
export function describeLeft(command: string, gridDir: string, { left, unsubmitted }: LeftRuns): string {
  const more = unsubmitted === 0
    ? ""
    : `; ${counted(unsubmitted, "run")} not submitted: deno task ${command} ${gridDir} submits them when the ` +
      "cluster takes more jobs; with runs_per_job, fewer jobs are needed";
  if (left === 0 && unsubmitted === 0) return `nothing is queued or running: ${gridDir}`;
  return `${counted(left, "run")} queued or running on Slurm; status: deno task grid:status ${gridDir}; ` +
    `follow: deno task ${command} ${gridDir}; cancel: deno task grid:stop ${gridDir}` + more;
}
