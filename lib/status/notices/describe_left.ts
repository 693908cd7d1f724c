/** Describes what a command leaves to a cluster. */
import { commandName, hint, type Program } from "../../messages/hint.ts";
import { counted, shellQuote } from "../../messages/text.ts";
import type { Experiment } from "../../plan/plan.ts";
import type { UnknownInspection } from "../../run/recover.ts";
import { jobLabel } from "../label.ts";

/** The command that continues with runs that are not waited for. */
export interface FollowingCommand {
  /** How the user calls this program. */
  readonly program: Program;
  /** The batch system, for people: `Slurm`. */
  readonly cluster: string;
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
  /** Not submitted, because the cluster takes no more jobs now. */
  readonly unsubmitted: number;
}

/** Says which runs go on without this scheduler, and how to follow and cancel them. */
export function describeLeft(
  { program, cluster, command, gridDir }: FollowingCommand,
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
  return `${counted(left, "run")} queued or running on ${cluster}; ${status}; ` +
    `follow, with a check of the first results: ${follow}; cancel: ${hint(program, "stop", [gridDir])}` + more;
}

/** A run that may still be running on another host or in another container. */
export interface UnknownRun {
  /** Its experiment. */
  readonly experiment: Experiment;
  /** The name of the test, if there are several. */
  readonly test?: string;
  /** What is known about it. */
  readonly seen: UnknownInspection;
}

/** One line per run, and one that says how to stop waiting. */
export function describeUnknown(unknown: readonly UnknownRun[]): string[] {
  const hosts = unknown.flatMap(({ seen }) => {
    return seen.kind === "foreign" ? [seen.host] : seen.kind === "clustered" ? [seen.cluster] : [];
  });
  const assume = [...new Set(hosts)].map((host) => `--assume-dead ${host}`).join(" ");
  return [
    ...unknown.map(describeUnknownRun),
    `waiting for exit records (press Ctrl-C to stop waiting${
      assume && `; use ${assume} to run these experiments again`
    })`,
  ];
}

/** Describes what is known about a run, in one line. */
export function describeUnknownRun({ experiment, seen, ...subject }: UnknownRun): string {
  return `${jobLabel(experiment, subject)}: ${describeSeen(seen)}`;
}

function describeSeen(seen: UnknownInspection): string {
  switch (seen.kind) {
    case "foreign":
      return `started on ${seen.host}, may still be running there`;
    case "clustered":
      return `started by job ${seen.job} of cluster ${seen.cluster} on ${seen.host}, may still be running there`;
    case "hidden":
      return `may still be running, as process ${seen.pid} of another user`;
    case "unreadable":
      return `may still be running, its files cannot be read: ${seen.reason}`;
  }
}
