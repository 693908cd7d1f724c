/** Renders the status of a grid for people, as `grid:status` prints it. */
import { shellHint } from "../failures/shell_hint.ts";
import { formatDuration } from "../messages/quantity.ts";
import { counted } from "../messages/text.ts";
import { describeStates, isFailure, RUN_STATE_NAMES, type RunStateName, stateInWords } from "../run/run_state.ts";
import { type Stage, STAGES } from "../run/stage.ts";
import { describeCluster, remedies } from "./cluster_status.ts";
import { describeGroup } from "./failures.ts";
import { jobLabel } from "./label.ts";
import {
  describeEarly,
  type ExperimentStatus,
  type FailureStatus,
  type GridStatus,
  NOT_STARTED_EARLY,
  type OverviewRequest,
  type StageStatus,
  type StatusOverview,
} from "./status.ts";

/** Which runs are listed, and how many. */
export interface StatusView {
  /**
   * `open`: all runs that are neither pending nor succeeded, the failed ones grouped; `failed`: only the failed ones, grouped;
   * `begun`: all that have started; `all`.
   */
  readonly list: "open" | "failed" | "begun" | "all";
  /** `state`: running ones come first. */
  readonly sort: SortKey;
  /** Maximum number of runs in the list, and in a group of failures. */
  readonly rows: number;
  readonly groupRows: number;
}

export const DEFAULT_VIEW: StatusView = { list: "open", sort: "state", rows: 30, groupRows: 3 };

/** Which experiments an overview needs for a list. */
export function listedBy({ list }: Pick<StatusView, "list">): OverviewRequest["list"] {
  return list === "open" || list === "failed" ? "open" : "all";
}

/**
 * The lines of a status: the counts, the running runs, and those that are neither pending nor succeeded.
 *
 * @param now milliseconds since the epoch
 */
export function renderStatus(status: StatusOverview, now: number, view: StatusView = DEFAULT_VIEW): string[] {
  const { grid, counts, dropped } = status;
  const count = sumOf(counts.train);
  const former = dropped === 0 ? "" : ` (and ${dropped} that the grid no longer has)`;
  return [
    `${grid}: ${counted(count, "experiment")}${former}, ${whoRuns(status)}`,
    ...STAGES.filter((stage) => stage === "train" || sumOf(counts[stage]) > 0).map((stage) =>
      renderCounts(status, stage)
    ),
    ...renderRuns(status, view, now),
    ...remedies(status.slurm).map((line) => `  ${line}`),
  ];
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function whoRuns({ scheduler, slurm }: StatusOverview): string {
  const jobs = describeCluster(slurm);
  const follower = scheduler === null ? [] : [`scheduler: pid ${scheduler.pid} on ${scheduler.host}`];
  return [...follower, ...(jobs === undefined ? [] : [jobs])].join(", ") || "no scheduler running";
}

function renderCounts({ counts, eta }: StatusOverview, stage: Stage): string {
  const states = describeStates(new Map(RUN_STATE_NAMES.map((state) => [state, counts[stage][state]])));
  const left = eta?.stage === stage ? `about ${formatDuration(eta.left_s)} left` : "";
  return `  ${stage.padEnd(5)}  ${[states, left].filter((text) => text !== "").join(", ")}`;
}

function renderRuns(status: StatusOverview, view: StatusView, now: number): string[] {
  const isGrouped = view.list === "open" || view.list === "failed";
  const groups = isGrouped ? status.failures : [];
  const grouped = new Map<string, RunRow>();
  const keys = new Set(groups.flatMap(({ stage, runs }) => runs.map(({ id, test }) => keyOf(stage, id, test))));
  const single = listRuns(status, (row) => {
    if (!isListed(row, view.list)) return false;
    const key = keyOf(row.stage, row.experiment.id, row.test);
    if (keys.has(key)) grouped.set(key, row);
    return !keys.has(key);
  });
  const shown = sortRuns(single, view.sort, now).slice(0, view.rows);
  return [
    ...shown.map((row) => `  ${describeRow(row, now)}`),
    ...(shown.length < single.length ? [`  … and ${single.length - shown.length} more (--all lists all)`] : []),
    ...groups.slice(0, view.rows).flatMap((group) => renderGroup(group, grouped, view, now)),
    ...(groups.length > view.rows ? [`  … and ${groups.length - view.rows} more causes (--failed lists all)`] : []),
  ];
}

function keyOf(stage: Stage, id: string, test: string | undefined): string {
  return `${stage} ${id} ${test ?? ""}`;
}

function isListed({ stage, experiment, status: { state, started } }: RunRow, list: StatusView["list"]): boolean {
  switch (list) {
    case "open":
      // A repetition that was not started because the first one was stopped early is not worth a line.
      return state !== "pending" && state !== "succeeded" && !(state === "stopped_early" && started === null);
    case "failed":
      return isFailure(state);
    case "begun":
      return started !== null;
    case "all":
      // An experiment that is not trained cannot be tested yet.
      return stage === "train" || state !== "pending" || experiment.train.state === "succeeded";
  }
}

function renderGroup(
  group: FailureStatus,
  rows: ReadonlyMap<string, RunRow>,
  { sort, groupRows }: StatusView,
  now: number,
): string[] {
  const members = group.runs.flatMap(({ id, test }) => rows.get(keyOf(group.stage, id, test)) ?? []);
  const shown = sortRuns(members, sort, now).slice(0, groupRows);
  const help = shellHint([group.cause]);
  return [
    `  ${describeGroup(group)}`,
    ...(help === undefined ? [] : [`    hint: ${help}`]),
    ...shown.map((row) => `    ${describeGroupedRow(row, now)}`),
    ...(shown.length < members.length ? [`    … and ${members.length - shown.length} more (--failed lists all)`] : []),
  ];
}

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

// First what is running, then what may need a decision, then what has ended, then what has not started.
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
 * @param now milliseconds since the epoch, for the duration of running ones
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

// Seconds; `undefined` for runs that have not started.
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
function describeGroupedRow({ experiment, test, status }: RunRow, now: number): string {
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

/**
 * The orders of `grid:status --sort`: the longest first; the most recent start or end first; by name; by state, running ones
 * first.
 */
export const SORT_KEYS = ["duration", "started", "ended", "name", "state"] as const;

export type SortKey = typeof SORT_KEYS[number];
