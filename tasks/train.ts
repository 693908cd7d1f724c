/** `grid:train`: expand a grid and train its experiments. */
import { runTask } from "./flags/command_line.ts";
import { gridCommand, parseGridCommand, STRICT_RUN } from "./flags/grid_flags.ts";
import { withGridRunOptions } from "./flags/stage_flags.ts";
import { dryRun } from "./scheduling/dry_run.ts";
import { findOrMakeGrid } from "./scheduling/find_or_make_grid.ts";
import { runGrid } from "./scheduling/run_grid.ts";
import { schedule } from "./scheduling/schedule.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withGridRunOptions(
    gridCommand("train", "Expand a grid file and train its experiments, or continue a grid directory.", STRICT_RUN),
  );
  const flags = parseGridCommand(command, args);
  if (await dryRun(command.args[0], flags, "train")) return 0;
  return await runGrid(flags, {
    task: "train",
    find: (devices, confirm) => findOrMakeGrid({ task: "train", argument: command.args[0], flags, devices, confirm }),
    run: (grid) => schedule("train", grid, flags),
  });
}

if (import.meta.main) await runTask(main);
