/** Implements `--agree`: shows what a command would start, and asks before anything is created or started. */
import type { GridSession } from "../io/grid/session.ts";
import { askToStart, printMessage } from "../io/system/terminal.ts";
import type { Stage } from "../lib/run/stage.ts";
import type { DeviceChoice } from "./choose_devices.ts";
import { DeclinedError, UsageError } from "./flags/command_line.ts";
import { type StageFlags, stageRequest } from "./flags/stage_flags.ts";

/** A grid whose runs would be started. */
export type StartingGrid = Pick<GridSession, "root" | "plan" | "runs">;

/**
 * Shows the runs of a grid that would be started, and asks for confirmation.
 *
 * @param where the directory of the grid in words: `in experiments/mnist_20261125_010552`
 * @throws {DeclinedError} unless the user confirms
 */
export type Confirm = (grid: StartingGrid, where: string) => void;

/** What a command starts. */
export interface Start {
  readonly stages: readonly Stage[];
  readonly devices: DeviceChoice;
}

/** The question of `--agree`; `undefined` without that flag. */
export async function createConfirm(flags: StageFlags, start: Start): Promise<Confirm | undefined> {
  if (!flags.agree) return undefined;
  const describe = await createDescription(flags, start);
  return (grid, where) => {
    describe(grid, where).forEach(printMessage);
    confirmStart();
  };
}

/** Returns a function that describes what would be started in a grid, one line each. */
export async function createDescription(
  flags: StageFlags,
  { stages, devices }: Start,
): Promise<(grid: StartingGrid, where: string) => string[]> {
  const { planStage } = await import("../io/stage/plan_stage.ts");
  const { describeStart } = await import("../lib/status/describe_start.ts");
  const on = devices.gpus === undefined ? "CPUs" : devices.name;
  return (grid, where) =>
    stages.flatMap((stage) => {
      const { jobs } = planStage(grid, stageRequest(stage, flags, devices.gpus)).list;
      return describeStart(stage, grid.plan, jobs, `on ${on}, ${where}`);
    });
}

/**
 * Asks for confirmation; Enter confirms.
 *
 * @throws {DeclinedError} unless the user confirms
 * @throws {UsageError} if stdin ends without an answer, because it is not a terminal
 */
export function confirmStart(): void {
  const answer = askToStart("Start?");
  if (answer === "no") throw new DeclinedError("nothing was started");
  if (answer === "none") {
    throw new UsageError(
      "error: --agree: no answer on stdin, nothing was started: answer there (echo y | …), or leave out --agree",
    );
  }
}
