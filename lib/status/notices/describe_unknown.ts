/** Describes runs on other hosts or in other containers, whose state cannot be determined from here. */
import type { Experiment } from "../../plan/plan.ts";
import type { UnknownInspection } from "../../run/recover.ts";
import { jobLabel } from "../label.ts";

/** A run that may still be running on another host or in another container. */
export interface UnknownRun {
  /** Its experiment. */
  readonly experiment: Experiment;
  /** The name of the test, if there are several. */
  readonly test?: string;
  /** What was seen of it. */
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

/** What is known of a run, in a line. */
export function describeUnknownRun({ experiment, seen, ...subject }: UnknownRun): string {
  return `${jobLabel(experiment, subject)}: ${describeSeen(seen)}`;
}

function describeSeen(seen: UnknownInspection): string {
  switch (seen.kind) {
    case "foreign":
      return `started on ${seen.host}, may still be running there`;
    case "clustered":
      return `started by Slurm job ${seen.job} of cluster ${seen.cluster} on ${seen.host}, may still be running there`;
    case "hidden":
      return `may still be running, as process ${seen.pid} of another user`;
    case "unreadable":
      return `may still be running, its files cannot be read: ${seen.reason}`;
  }
}
