/** Reads the status of a grid for people and programs. */
import type { OpenGrid } from "../../io/grid/session.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import type { QueueAnswer } from "../../lib/cluster/batch_system.ts";
import { relativePath, shownPath } from "../../lib/messages/printable.ts";
import type { ClusterStatus } from "../../lib/status/cluster_status.ts";
import type { GridStatus, OverviewRequest, StatusOverview } from "../../lib/status/status.ts";
import { selectRuns } from "./find_runs.ts";

export interface ReadStatus {
  readonly grid: OpenGrid;
  readonly status: StatusOverview;
}

/** Which experiments a status is about. */
export interface StatusRequest {
  /** Selectors of experiments; all if there are none. */
  readonly only: readonly string[];
  readonly list: OverviewRequest["list"];
}

/**
 * Reads a grid and its status.
 *
 * @param root the grid directory, absolute
 * @param warn takes warnings: lines of the journal that are skipped, directories that were deleted
 */
export async function readStatus(
  root: string,
  { only, list }: StatusRequest,
  warn: (message: string) => void = printMessage,
): Promise<ReadStatus> {
  const { lookAtGrid } = await import("../../io/cluster/look_at_grid.ts");
  const { describeDeleted } = await import("../../lib/status/notices/describe_deleted.ts");
  const { describeCleaned } = await import("../../lib/inspect/cleaning.ts");
  const { overviewOf } = await import("../../lib/status/status.ts");
  const { grid, answer } = await lookAtGrid(root);
  const shown = shownPath(root, Deno.cwd());
  for (const warning of grid.warnings) warn(`${shown}: warning: ${warning}`);
  for (const line of describeDeleted({ runs: grid.deleted, tests: [] })) warn(line);
  const cleaned = describeCleaned(grid.runs);
  if (cleaned !== undefined) warn(cleaned);
  // Loaded only if there are selectors, because it takes longer than everything else.
  const selected = only.length === 0 ? undefined : await selectRuns(grid, { selectors: only }, undefined);
  const holder = grid.scheduler === undefined ? null : { pid: grid.scheduler.pid, host: grid.scheduler.host };
  const slurm = await statusOnCluster(grid, answer, warn);
  const status: StatusOverview = {
    ...overviewOf(relativePath(root, Deno.cwd()), grid, holder, { only: selected, list }),
    slurm,
    eta: holder !== null || isQueued(slurm) ? await estimate(grid) : null,
    failures: await groupFailures(grid, selected),
  };
  return { grid, status };
}

function isQueued(slurm: ClusterStatus | null): boolean {
  return slurm !== null && (slurm.jobs.length > 0 || slurm.controller !== undefined);
}

// Only for the whole stage: how much of the time the selected experiments take is not known.
async function estimate(grid: OpenGrid): Promise<GridStatus["eta"]> {
  const { stageLeft } = await import("../../lib/status/eta.ts");
  const { lastScheduler } = grid;
  const left = lastScheduler && stageLeft(grid, lastScheduler, Date.now());
  return lastScheduler === undefined || left === undefined
    ? null
    : { stage: lastScheduler.stage, left_s: Math.round(left) / 1000 };
}

async function groupFailures(grid: OpenGrid, selected: ReadonlySet<number> | undefined) {
  const { readFailures } = await import("../../io/inspect/read_failures.ts");
  const { groupFailed } = await import("../../lib/status/failures.ts");
  return groupFailed(grid, readFailures(grid, selected));
}

/** Whether a grid was submitted to a cluster. */
export async function isOnCluster(root: string): Promise<boolean> {
  const { listSubmissions } = await import("../../io/grid/launches/submissions.ts");
  return listSubmissions(root).length > 0;
}

async function statusOnCluster(
  { root, runs, submissions }: OpenGrid,
  answer: QueueAnswer | undefined,
  warn: (message: string) => void,
): Promise<ClusterStatus | null> {
  if (submissions.size === 0) return null;
  const { isUnfinished } = await import("../../lib/run/run_state.ts");
  const { systemOf } = await import("../../lib/run/journal_record.ts");
  const { dialectOf } = await import("../../lib/schedule/dialects.ts");
  const { clusterStatus } = await import("../../lib/status/cluster_status.ts");
  const { openController } = await import("../../io/grid/launches/submissions.ts");
  const isWaitedFor = [...runs.train.values(), ...runs.test.values()].some(isUnfinished) ||
    openController(root, submissions) !== undefined;
  if (!isWaitedFor) return clusterStatus(new Map(), submissions);
  if (answer !== undefined && answer.kind !== "answered") {
    warn(`${dialectOf(systemOf(submissions)).title} does not answer: ${answer.message}`);
  }
  if (answer?.kind !== "answered") return clusterStatus(undefined, submissions);
  const { staleIn } = await import("../../io/cluster/look_at_grid.ts");
  return clusterStatus(answer.queue, submissions, staleIn(root, answer.queue));
}
