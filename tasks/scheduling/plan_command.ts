/** Plans what a command would start. The command itself uses this plan, and so do `--dry-run`, `--agree` and `--detach`. */
import type { PlannedStart, StartingGrid } from "../../io/stage/plan_start.ts";
import { type Stage, STAGES } from "../../lib/run/stage.ts";
import { type DeviceChoice, type StageFlags, stageRequest } from "../flags/stage_flags.ts";

export type RunningTask = "train" | "test" | "run";

/** The stages of the tasks that run experiments. */
export const TASK_STAGES: Readonly<Record<RunningTask, readonly Stage[]>> = {
  train: ["train"],
  test: ["test"],
  run: STAGES,
};

/** A command, before anything is started. */
export interface CommandStart {
  readonly task: RunningTask;
  readonly flags: StageFlags;
  readonly devices: Pick<DeviceChoice, "gpus" | "cluster">;
}

interface PlannedCommand {
  readonly stages: readonly PlannedStart[];
  /** Indices of the selected experiments; `undefined` for all. */
  readonly only: ReadonlySet<number> | undefined;
}

/**
 * Returns a function that plans the stages of a command in a grid, and changes nothing. It throws an `InputError` if the
 * command would be refused.
 */
export async function createPlanner(
  { task, flags, devices }: CommandStart,
): Promise<(grid: StartingGrid) => PlannedCommand> {
  const { forgetDeletedTests } = await import("../../io/grid/launches/deleted_runs.ts");
  const { assumeDead } = await import("../../lib/run/assume.ts");
  const { planStarts } = await import("../../io/stage/plan_start.ts");
  const { selectForBoth, selectRequested } = await import("../../io/stage/plan_stage.ts");
  const requests = TASK_STAGES[task].map((stage) =>
    stageRequest(stage, flagsOfStage(task, stage, flags), devices.gpus)
  );
  return (given) => {
    const { root, plan } = given;
    const known = TASK_STAGES[task].includes("test") ? forgetDeletedTests(root, plan, given.runs) : given.runs;
    const grid = { ...given, runs: assumeDead(known, flags.assumeDead) };
    const only = task === "run" ? selectForBoth(grid, flags.only) : selectRequested(grid, requests[0]!);
    const selected = requests.map((request) => ({ ...request, only: only ?? [] }));
    return { stages: planStarts(grid, selected), only };
  };
}

/** The flags of a stage of a task. In `grid:run`, the plan has the prefix, and on a cluster a controller follows what is detached. */
export function flagsOfStage(task: RunningTask, stage: Stage, flags: StageFlags): StageFlags {
  if (task !== "run") return flags;
  return { ...flags, controller: true, ...(stage === "test" && { prefix: undefined }) };
}
