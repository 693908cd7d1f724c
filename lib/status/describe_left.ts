/** Describes for people what a command leaves to a cluster. */
import { counted } from "../messages/counted.ts";

/** Runs that are not waited for. */
export interface LeftRuns {
  /** Queued or running. */
  readonly left: number;
  /** Whether `grid:stop` cancels them. */
  readonly isCancelled: boolean;
  /** Not submitted, as the cluster takes no more jobs now. */
  readonly unsubmitted: number;
}

/**
 * What goes on without this scheduler, and how to follow and cancel it.
 *
 * @param command the task that goes on with them: `grid:train:slurm`
 * @param gridDir the grid directory, as typed in a shell
 */
export function describeLeft(command: string, gridDir: string, { left, isCancelled, unsubmitted }: LeftRuns): string {
  if (isCancelled) {
    return `stopped: grid:stop cancels ${counted(left, "run")}; status: deno task grid:status ${gridDir}; ` +
      `continue: deno task ${command} ${gridDir}`;
  }
  const more = unsubmitted === 0
    ? ""
    : `; ${counted(unsubmitted, "run")} not submitted: deno task ${command} ${gridDir} submits them when the ` +
      "cluster takes more jobs; with runs_per_job, fewer jobs are needed";
  if (left === 0 && unsubmitted === 0) return `nothing is queued or running: ${gridDir}`;
  return `${counted(left, "run")} queued or running on Slurm; status: deno task grid:status ${gridDir}; ` +
    `follow: deno task ${command} ${gridDir}; cancel: deno task grid:stop ${gridDir}` + more;
}
