/** Lists the runs of a status, and sorts them. */
import { formatDuration } from "../messages/quantity.ts";
import { stateInWords } from "../run/describe_states.ts";
import type { RunStateName } from "../run/run_state.ts";
import type { Stage } from "../run/stage.ts";
import { describeEarly, NOT_STARTED_EARLY } from "./early_status.ts";
import { jobLabel } from "./label.ts";
import type { SortKey } from "./sort_key.ts";
import type { ExperimentStatus, GridStatus, StageStatus } from "./status.ts";

/** A run in a list. */
export interface RunRow {
  readonly stage: Stage;
  readonly experiment: ExperimentStatus;
  readonly test?: string;
  readonly status: StageStatus;
}

/** The runs for which a condition holds: trainings, then tests, each in the order of the grid. */
export function listRuns({ experiments }: GridStatus, isListed: (row: RunRow) => boolean): RunRow[] {
  const rows: RunRow[] = [];
  const add = (row: RunRow) => {
    if (isListed(row)) rows.push(row);
  };
  for (const experiment of experiments) add({ stage: "train", experiment, status: experiment.train });
  for (const experiment of experiments) {
    if (experiment.tests === undefined) add({ stage: "test", experiment, status: experiment.test });
    for (const [test, status] of Object.entries(experiment.tests ?? {})) {
      add({ stage: "test", experiment, test, status });
    }
  }
  return rows;
}

// What is going on, what may need a decision, what is over, what has not begun.
const STATES: readonly RunStateName[] = [
  "running",
  "unknown",
  "blocked",
  "failed",
  "timed_out",
  "lost",
  "interrupted",
  "stopped_early",
  "succeeded",
  "pending",
];

/**
 * Sorts runs; equal ones keep their order.
 *
 * @param now milliseconds since the epoch, for the duration of what is running
 */
export function sortRuns(rows: readonly RunRow[], key: SortKey, now: number): RunRow[] {
  switch (key) {
    case "duration":
      return sortBy(rows, ({ status }) => -(durationOf(status, now) ?? -1));
    case "started":
      return sortBy(rows, ({ status: { started } }) => started === null ? Infinity : -Date.parse(started));
    case "ended":
      return sortBy(rows, ({ status: { ended } }) => ended === null ? Infinity : -Date.parse(ended));
    case "name":
      return rows.toSorted((a, b) =>
        a.experiment.name.localeCompare(b.experiment.name, undefined, { numeric: true }) ||
        a.experiment.repetition - b.experiment.repetition
      );
    case "state":
      return sortBy(rows, ({ status: { state } }) => STATES.indexOf(state));
  }
}

function sortBy(rows: readonly RunRow[], valueOf: (row: RunRow) => number): RunRow[] {
  const values = new Map(rows.map((row) => [row, valueOf(row)]));
  return rows.toSorted((a, b) => {
    const [left, right] = [values.get(a)!, values.get(b)!];
    return left === right ? 0 : left < right ? -1 : 1;
  });
}

// Seconds; `undefined` for what has not started.
function durationOf({ started, ended }: StageStatus, now: number): number | undefined {
  if (started === null) return undefined;
  return Math.max(0, (ended === null ? now : Date.parse(ended)) - Date.parse(started)) / 1000;
}

/** `train failed      mlp-lr=0.1 r0 3f9c2a1b: exit code 1 after 2.1s` */
export function describeRow({ stage, experiment, test, status }: RunRow, now: number): string {
  const state = (status.state === "stopped_early" ? "stopped" : stateInWords(status.state)).padEnd(11);
  return `${stage.padEnd(5)} ${state} ${rowLabel(experiment, test)}${describeDetails(status, now)}`;
}

/** `mlp-lr=0.1 r0 3f9c2a1b: exit code 1 after 2.1s`, in a list of runs with the same state. */
export function describeGroupedRow({ experiment, test, status }: RunRow, now: number): string {
  return `${rowLabel(experiment, test)}${describeDetails(status, now)}`;
}

function rowLabel(experiment: ExperimentStatus, test: string | undefined): string {
  return jobLabel(experiment, test === undefined ? {} : { test });
}

function describeDetails(status: StageStatus, now: number): string {
  if (status.state === "stopped_early") return describeStop(status);
  const how: string[] = [];
  if (status.exit !== null && status.state !== "succeeded") how.push(`exit code ${status.exit}`);
  if (status.signal !== null) how.push(`killed by ${status.signal}`);
  const duration = durationOf(status, now);
  if (duration !== undefined) how.push(`${status.state === "running" ? "for" : "after"} ${formatDuration(duration)}`);
  const details = how.length === 0 ? [] : [how.join(" ")];
  if (status.host !== null) details.push(status.host);
  if (status.job !== null) details.push(status.job);
  if (status.attempts > 1) details.push(`${status.attempts} attempts`);
  return details.length === 0 ? "" : `: ${details.join(", ")}`;
}

function describeStop({ early, started }: StageStatus): string {
  if (early !== undefined) return `: ${describeEarly(early)}`;
  return started === null ? `: ${NOT_STARTED_EARLY}` : "";
}
