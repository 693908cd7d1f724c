/** Renders the status of a grid for people, as `grid:status` prints it. */
import { formatDuration } from "../messages/quantity.ts";
import { counted } from "../messages/text/counted.ts";
import { describeStates } from "../run/describe_states.ts";
import { isFailure, RUN_STATE_NAMES } from "../run/run_state.ts";
import { type Stage, STAGES } from "../run/stage.ts";
import { describeGroup } from "./failures/describe_failures.ts";
import { describeGroupedRow, describeRow, listRuns, type RunRow, sortRuns } from "./list_runs.ts";
import { describeSlurm, remedies } from "./slurm_status.ts";
import type { SortKey } from "./sort_key.ts";
import type { FailureStatus, OverviewRequest, StatusOverview } from "./status.ts";

/** Which runs are listed, and how many. */
export interface StatusView {
  /**
   * `open`: what is neither pending nor succeeded, the failed ones grouped; `failed`: only the failed ones, grouped; `begun`: all
   * that have started; `all`.
   */
  readonly list: "open" | "failed" | "begun" | "all";
  /** `state`: what is running comes first. */
  readonly sort: SortKey;
  /** The largest number of runs in the list, and in a group of failures. */
  readonly rows: number;
  readonly groupRows: number;
}

/** What is printed by default. */
export const DEFAULT_VIEW: StatusView = { list: "open", sort: "state", rows: 30, groupRows: 3 };

/** Which experiments an overview needs for a list. */
export function listedBy({ list }: Pick<StatusView, "list">): OverviewRequest["list"] {
  return list === "open" || list === "failed" ? "open" : "all";
}

/**
 * The lines of a status: the counts, what is running, and what is neither pending nor succeeded.
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
  const jobs = describeSlurm(slurm);
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
      // A repetition that is not started because the first one was stopped early says nothing new.
      return state !== "pending" && state !== "succeeded" && !(state === "stopped_early" && started === null);
    case "failed":
      return isFailure(state);
    case "begun":
      return started !== null;
    case "all":
      // What is not trained cannot be tested yet.
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
  return [
    `  ${describeGroup(group)}`,
    ...shown.map((row) => `    ${describeGroupedRow(row, now)}`),
    ...(shown.length < members.length ? [`    … and ${members.length - shown.length} more (--failed lists all)`] : []),
  ];
}
