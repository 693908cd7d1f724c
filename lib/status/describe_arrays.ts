/** Describes job arrays for people, before they are submitted and while they run. */
import type { Stage } from "../run/stage.ts";
import type { JobArray } from "../slurm/plan_arrays.ts";
import { counted } from "../messages/counted.ts";
import { hint, type Program } from "../messages/hint.ts";
import { shellQuote } from "../messages/shell_quote.ts";

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

/** The command that goes on with runs that are not waited for. */
export interface FollowingCommand {
  /** How the user calls this program. */
  readonly program: Program;
  /** `train:slurm` */
  readonly command: string;
  /** The grid directory, as shown to the user. */
  readonly gridDir: string;
}

/** Runs that are not waited for. */
export interface LeftRuns {
  /** Queued or running. */
  readonly left: number;
  /** Not submitted, as the cluster takes no more jobs now. */
  readonly unsubmitted: number;
}

/** What goes on without this scheduler, and how to follow and cancel it. */
export function describeLeft(
  { program, command, gridDir }: FollowingCommand,
  { left, unsubmitted }: LeftRuns,
): string {
  const follow = hint(program, command, [gridDir]);
  const more = unsubmitted === 0
    ? ""
    : `; ${counted(unsubmitted, "run")} not submitted: ${follow} submits them when the ` +
      "cluster takes more jobs; with runs_per_job, fewer jobs are needed";
  if (left === 0 && unsubmitted === 0) return `nothing is queued or running: ${shellQuote(gridDir)}`;
  return `${counted(left, "run")} queued or running on Slurm; status: ${hint(program, "status", [gridDir])}; ` +
    `follow: ${follow}; cancel: ${hint(program, "stop", [gridDir])}` + more;
}
