/** Describes for people what a command leaves to a cluster. */
import { commandName, hint, type Program } from "../../messages/hint.ts";
import { counted } from "../../messages/text/counted.ts";
import { shellQuote } from "../../messages/text/shell_quote.ts";

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
  /** Whether `grid:stop` cancels them. */
  readonly isCancelled: boolean;
  /** Not submitted, as the cluster takes no more jobs now. */
  readonly unsubmitted: number;
}

/** What goes on without this scheduler, and how to follow and cancel it. */
export function describeLeft(
  { program, command, gridDir }: FollowingCommand,
  { left, isCancelled, unsubmitted }: LeftRuns,
): string {
  const follow = hint(program, command, [gridDir]);
  const status = `status: ${hint(program, "status", [gridDir])}`;
  if (isCancelled) {
    return `stopped: ${commandName(program, "stop")} cancels ${counted(left, "run")}; ${status}; continue: ${follow}`;
  }
  const more = unsubmitted === 0
    ? ""
    : `; ${counted(unsubmitted, "run")} not submitted: ${follow} submits them when the ` +
      "cluster takes more jobs; with runs_per_job, fewer jobs are needed";
  if (left === 0 && unsubmitted === 0) return `nothing is queued or running: ${shellQuote(gridDir)}`;
  return `${counted(left, "run")} queued or running on Slurm; ${status}; ` +
    `follow: ${follow}; cancel: ${hint(program, "stop", [gridDir])}` + more;
}
