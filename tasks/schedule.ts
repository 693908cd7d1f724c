/** Runs the experiments of a grid directory. */
import type { StageResult } from "../io/stage/run_stage.ts";
import { print, say } from "../io/system/terminal.ts";
import type { Stage } from "../lib/run/stage.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { type BackendChoice, chooseBackendByFlags } from "./choose_backend.ts";
import { createCommand } from "./flags/command_line.ts";
import { EXPDIR } from "./flags/grid_flags.ts";
import { nextCommand, type StageFlags, stageRequest, withStageOptions } from "./flags/stage_flags.ts";

/**
 * Trains or tests the experiments of a grid directory, and tells what came of it.
 *
 * @param chained more stages follow by themselves: what to type next is told only when they do not
 */
export async function schedule(
  gridDir: string,
  stage: Stage,
  flags: StageFlags,
  machine: BackendChoice,
  chained = false,
): Promise<StageResult> {
  const { runStage } = await import("../io/stage/run_stage.ts");
  const { sayResult } = await import("../io/stage/summary.ts");
  if (!flags.quiet) say(`${stage === "train" ? "training" : "testing"} on ${machine.name}`);
  const result = await runStage(gridDir, stageRequest(stage, flags, machine.gpus));
  const code = exitCodeOf(result);
  // Failures were told when they happened; what else is wrong has not been told.
  if (!flags.quiet || code > 1 || code === 1 && result.failures.length === 0) {
    sayResult(result, chained && code < 2 ? undefined : nextCommand(result));
  }
  return result;
}

/**
 * The task that trains the experiments of a directory that is there already.
 *
 * @param args of the command line
 * @returns the exit code
 */
export async function scheduleOn(on: "cpu" | "gpu", args: readonly string[]): Promise<number> {
  const command = withStageOptions(createCommand(`grid:schedule:${on}`, "Trains the experiments of a grid directory."))
    .argument("<dir>", "a grid directory that grid:expand made");
  command.parse(["--on", on, ...args], { from: "user" });
  const flags = command.opts<StageFlags>();
  const { findGrid } = await import("./find_grid.ts");
  const gridDir = findGrid(command.args[0], EXPDIR);
  const machine = await chooseBackendByFlags(flags);
  print(gridDir);
  return exitCodeOf(await schedule(gridDir, "train", flags, machine));
}
