/** Decides whether a grid has ended, and how. */
import type { OpenGrid } from "../../io/grid/session.ts";
import { program } from "../../io/system/processes/program.ts";
import type { QueueAnswer } from "../../lib/cluster/batch_system.ts";
import { type GridEnd, gridEnd } from "../../lib/inspect/grid_end.ts";
import { hint } from "../../lib/messages/hint.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { systemOf } from "../../lib/run/journal_record.ts";
import { describeStates } from "../../lib/run/run_state.ts";

/** The exit code if no scheduler is running, and something is left to do. */
const UNFINISHED_CODE = 6;

/** How a grid ended, for commands that wait for it. */
interface FoundEnd {
  readonly code: number;
  readonly message: string;
}

/**
 * Checks once.
 *
 * @param root the grid directory, absolute
 * @returns `undefined` if the grid has not ended
 */
export async function lookForEnd(root: string): Promise<FoundEnd | undefined> {
  const { lockState } = await import("../../io/grid/lock/lock.ts");
  const { gridPaths } = await import("../../lib/store/layout.ts");
  // Nothing else is read while a scheduler holds it.
  if (lockState(gridPaths(root).lock).held) return undefined;
  const { lookAtGrid } = await import("../../io/cluster/look_at_grid.ts");
  const { isWriting, readExit } = await import("../../io/grid/launches/exit_record.ts");
  const exit = readExit(root);
  const { grid, answer } = await lookAtGrid(root);
  const end = gridEnd({
    ...grid,
    isHeld: grid.scheduler !== undefined,
    exit,
    isAnalyzed: exit !== undefined && isWriting(exit),
    hasJobs: await hasJobs(grid, answer),
  });
  return end === undefined ? undefined : describeEnd(grid, end);
}

// Of trainings or tests, or the one that follows them. `undefined` if the cluster does not answer.
async function hasJobs(
  { root, submissions, runs }: OpenGrid,
  answer: QueueAnswer | undefined,
): Promise<boolean | undefined> {
  const { openController } = await import("../../io/grid/launches/submissions.ts");
  const { isOnCluster } = await import("../../lib/run/run_state.ts");
  if (answer === undefined) return false;
  if (!isOnCluster(runs) && openController(root, submissions) === undefined) return false;
  const { staleIn } = await import("../../io/cluster/look_at_grid.ts");
  const { clusterStatus } = await import("../../lib/status/cluster_status.ts");
  if (answer.kind !== "answered") return undefined;
  const { jobs, controller } = clusterStatus(answer.queue, submissions, staleIn(root, answer.queue));
  return jobs.length > 0 || controller !== undefined;
}

function describeEnd({ root, lastScheduler, submissions }: OpenGrid, end: GridEnd): FoundEnd {
  const shown = shownPath(root, Deno.cwd());
  const states = describeStates(end.states);
  if (end.kind === "ended") return { code: end.code, message: `${shown} has ended: ${states} (exit code ${end.code})` };
  const system = systemOf(submissions);
  const hasController = [...submissions.values()].some(({ controller }) => controller);
  const command = hasController
    ? `run --on ${system}`
    : `${lastScheduler?.stage ?? "train"}${submissions.size === 0 ? "" : `:${system}`}`;
  const what = lastScheduler === undefined ? "has not been started" : "is unfinished";
  return {
    code: UNFINISHED_CODE,
    message: `no scheduler is running in ${shown}, which ${what}: ${states}; ` +
      `${hint(program(), command, [shown])} ${lastScheduler === undefined ? "starts" : "continues"} it`,
  };
}
