/** `grid:train`: expands a grid and trains every experiment. */
import { dryRun, findOrMakeGrid } from "./find_or_make_grid.ts";
import { runTask } from "./flags/command_line.ts";
import { gridCommand } from "./flags/grid_flags.ts";
import { type GridRunFlags, withGridRunOptions } from "./flags/stage_flags.ts";
import { runGrid } from "./run_grid.ts";
import { schedule } from "./schedule.ts";

/**
 * @param args of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withGridRunOptions(gridCommand("grid:train", "Expands a grid and trains every experiment."));
  command.parse(args, { from: "user" });
  const flags = command.opts<GridRunFlags>();
  if (await dryRun(command.args[0], flags)) return 0;
  return await runGrid(flags, {
    task: "train",
    find: (devices) => findOrMakeGrid(command.args[0], flags, devices),
    run: (grid) => schedule("train", grid, flags),
  });
}

if (import.meta.main) await runTask(main);
