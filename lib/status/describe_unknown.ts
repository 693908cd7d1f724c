/** Describes runs on other hosts or in other containers, whose state cannot be determined from here. */
import type { Experiment } from "../plan/plan.ts";
import { jobLabel } from "./label.ts";

/** A run that may still be running on another host or in another container. */
export interface UnknownRun {
  readonly experiment: Experiment;
  readonly test?: string;
  /** The host on which it was started. */
  readonly host: string;
}

/** One line per run, and one that says how to stop waiting. */
export function describeUnknown(unknown: readonly UnknownRun[]): string[] {
  const flags = [...new Set(unknown.map(({ host }) => `--assume-dead ${host}`))].join(" ");
  return [
    ...unknown.map(({ experiment, host, ...subject }) =>
      `${jobLabel(experiment, subject)}: started on ${host}, may still be running there`
    ),
    `waiting for exit records (press Ctrl-C to stop waiting; use ${flags} to run these experiments again)`,
  ];
}
