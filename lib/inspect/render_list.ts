/** Renders the list of grids, as `grid:list` prints it. */
import { printable } from "../messages/printable.ts";
import { formatBytes } from "../messages/quantity.ts";
import { alignColumns } from "../messages/text.ts";
import { aggregateRun } from "../plan/aggregate.ts";
import { isTestable, type Plan } from "../plan/plan.ts";
import {
  hasSucceeded,
  isDone,
  isFailed,
  isOnCluster,
  isStoppedEarly,
  type RunTable,
  stateName,
} from "../run/run_state.ts";

/** A row of the list: a grid directory, even if it cannot be read. */
export interface GridRow {
  /** As the user would type it. */
  readonly path: string;
  /** ISO 8601; null if it is not known. */
  readonly created: string | null;
  /** Bytes on disk; null if it took too long to measure. */
  readonly size: number | null;
  /** Whether it is the grid that commands use without an argument. */
  readonly newest: boolean;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** Absent if it cannot be read. */
  readonly summary?: GridSummary;
  /** The process that runs it. */
  readonly scheduler?: { readonly pid: number; readonly host: string };
}

/**
 * The lines of the list, the header first.
 *
 * @param now milliseconds since the epoch
 */
export function renderList(grids: readonly GridRow[], now: number): string[] {
  const withTests = grids.some(({ summary }) => summary?.tested !== undefined);
  const withStopped = grids.some(({ summary }) => (summary?.stopped ?? 0) > 0);
  const header = [
    ...["grid", "state", "trained"],
    ...(withTests ? ["tested"] : []),
    "failed",
    ...(withStopped ? ["stopped"] : []),
    ...["created", "size"],
  ];
  const rows = grids.map((grid) => [...cellsOf(grid, { withTests, withStopped }, now), remark(grid)]);
  return alignColumns([header, ...rows]);
}

function cellsOf(
  { path, created, size, summary }: GridRow,
  { withTests, withStopped }: { readonly withTests: boolean; readonly withStopped: boolean },
  now: number,
): string[] {
  const number = (count: number | undefined) => count === undefined ? "-" : String(count);
  const share = (count: number | undefined) =>
    count === undefined || summary === undefined ? "-" : `${count}/${summary.experiments}`;
  return [
    printable(path),
    summary?.state ?? "broken",
    share(summary?.trained),
    ...(withTests ? [share(summary?.tested)] : []),
    number(summary?.failed),
    ...(withStopped ? [number(summary?.stopped)] : []),
    created === null || Number.isNaN(Date.parse(created)) ? "-" : describeAge((now - Date.parse(created)) / 1_000),
    size === null ? "-" : formatBytes(size),
  ];
}

// Times are shown in their largest unit: older ones need less precision.
const UNITS = [["d", 86_400], ["h", 3_600], ["m", 60]] as const;

function describeAge(seconds: number): string {
  const unit = UNITS.find(([, size]) => seconds >= size);
  return unit === undefined ? "just now" : `${Math.floor(seconds / unit[1])}${unit[0]} ago`;
}

function remark({ newest, problem, scheduler }: GridRow): string {
  return [
    ...(newest ? ["newest"] : []),
    ...(scheduler === undefined ? [] : [`pid ${scheduler.pid} on ${scheduler.host}`]),
    ...(problem === undefined ? [] : [printable(problem)]),
  ].join(", ");
}

/** Whether a grid is running; if not, whether something is left to do or has failed. */
export type GridState = "running" | "submitted" | "not started" | "unfinished" | "failed" | "done";

/** Numbers of experiments in a grid. */
export interface GridSummary {
  readonly state: GridState;
  readonly experiments: number;
  readonly trained: number;
  /** Experiments whose training was stopped early, or not started for that reason. */
  readonly stopped: number;
  /** Absent if no test has been started. */
  readonly tested?: number;
  /** Experiments whose training or test failed or timed out. */
  readonly failed: number;
}

/**
 * Summarizes a grid in one line of a list.
 *
 * @param isHeld whether a scheduler holds it
 */
export function summarizeGrid(
  { plan, runs }: { readonly plan: Plan; readonly runs: RunTable },
  isHeld: boolean,
): GridSummary {
  const experiments = plan.experiments.filter(({ dropped }) => !dropped);
  const hasTests = runs.test.size > 0;
  const counts = { trained: 0, stopped: 0, tested: 0, failed: 0, open: 0 };
  for (const experiment of experiments) {
    const training = aggregateRun(plan, runs, "train", experiment);
    const isTested = hasTests && isTestable(plan.groups[experiment.group]!) && hasSucceeded(training);
    const test = isTested ? aggregateRun(plan, runs, "test", experiment) : undefined;
    const expected = test === undefined ? [training] : [training, test];
    if (hasSucceeded(training)) counts.trained++;
    if (isStoppedEarly(training)) counts.stopped++;
    if (test !== undefined && hasSucceeded(test)) counts.tested++;
    if (expected.some(isFailed)) counts.failed++;
    else if (!expected.every(({ state }) => isDone(stateName(state)))) counts.open++;
  }
  const { trained, stopped, tested, failed } = counts;
  const state = isHeld ? "running" : isOnCluster(runs) ? "submitted" : stateOf(runs, counts);
  return { state, experiments: experiments.length, trained, stopped, ...(hasTests && { tested }), failed };
}

// The state of a grid without a scheduler.
function stateOf(
  { train, test }: RunTable,
  { open, failed }: { readonly open: number; readonly failed: number },
): GridState {
  if (train.size + test.size === 0) return "not started";
  return open > 0 ? "unfinished" : failed > 0 ? "failed" : "done";
}
