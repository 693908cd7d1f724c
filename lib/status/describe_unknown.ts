/** Runs of which it cannot be known whether they live, in lines for people. */
import type { Experiment } from "../plan/plan.ts";
import type { UnknownInspection } from "../run/recover.ts";
import { jobLabel } from "./label.ts";

/** A run of which it cannot be known from here whether it lives. */
export interface UnknownRun {
  readonly experiment: Experiment;
  readonly test?: string;
  readonly seen: UnknownInspection;
}

/** What is waited for, and how to wait no longer. */
export function describeUnknown(unknown: readonly UnknownRun[]): string[] {
  const hosts = unknown.flatMap(({ seen }) => seen.kind === "foreign" ? [seen.host] : []);
  const assume = [...new Set(hosts)].map((host) => `--assume-dead ${host}`).join(" ");
  return [
    ...unknown.map(({ experiment, seen, ...subject }) => `${jobLabel(experiment, subject)}: ${describeSeen(seen)}`),
    `waiting for their records; Ctrl-C stops waiting${assume && `, and ${assume} runs them again`}`,
  ];
}

function describeSeen(seen: UnknownInspection): string {
  return seen.kind === "foreign"
    ? `started on ${seen.host}; whether it still runs cannot be known from here`
    : `its records cannot be read: ${seen.reason}`;
}
