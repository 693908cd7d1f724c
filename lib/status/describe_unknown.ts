/** Runs of which it cannot be known whether they live, in lines for people. */
import type { Experiment } from "../plan/plan.ts";
import { jobLabel } from "./label.ts";

/** A run of which it cannot be known from here whether it lives. */
export interface UnknownRun {
  readonly experiment: Experiment;
  readonly test?: string;
  /** Where it was started. */
  readonly host: string;
}

/** What is waited for, and how to wait no longer. */
export function describeUnknown(unknown: readonly UnknownRun[]): string[] {
  const hosts = [...new Set(unknown.map(({ host }) => `--assume-dead ${host}`))].join(" ");
  return [
    ...unknown.map(({ experiment, host, ...subject }) =>
      `${jobLabel(experiment, subject)}: started on ${host}; whether it still runs cannot be known from here`
    ),
    `waiting for their records; Ctrl-C ends that, and ${hosts} runs them again`,
  ];
}
