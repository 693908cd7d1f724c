/** `grid:run`: trains, tests and analyzes in one. */
import { shownPath } from "../lib/messages/shown_path.ts";
import { dryRun, findOrMakeGrid } from "./find_or_make_grid.ts";
import { guard, runTask } from "./flags/command_line.ts";
import { gridCommand } from "./flags/grid_flags.ts";
import { type GridRunFlags, type StageFlags, withGridRunOptions } from "./flags/stage_flags.ts";
import { type HeldGrid, runGrid } from "./run_grid.ts";
import { schedule } from "./schedule.ts";

/**
 * Goes on after failures; a signal or a fault of ours ends it.
 *
 * @param args of the command line
 * @returns the exit code: the first that is not 0
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withGridRunOptions(gridCommand("grid:run", "Trains, tests and analyzes a grid in one."));
  command.parse(args, { from: "user" });
  const flags = command.opts<GridRunFlags>();
  if (await dryRun(command.args[0], flags)) return 0;
  // A terminal that is closed between two steps ends nothing either.
  Deno.addSignalListener("SIGHUP", () => {});
  return await runGrid(flags, {
    task: "run",
    find: (devices) => findOrMakeGrid(command.args[0], flags, devices),
    run: (grid) => trainAndTest(grid, flags),
    finish: analyzeGrid,
  });
}

async function trainAndTest(grid: HeldGrid, flags: StageFlags): Promise<number> {
  const trained = await guard(() => schedule("train", grid, flags, true));
  if (trained > 1) return trained;
  const tested = await guard(() => schedule("test", grid, flags, true));
  return tested > 1 ? tested : trained || tested;
}

async function analyzeGrid(root: string, code: number): Promise<number> {
  const { main: analyze } = await import("./analyze.ts");
  const analyzed = await guard(() => analyze([shownPath(root, Deno.cwd())]));
  return analyzed > 1 ? analyzed : code || analyzed;
}

if (import.meta.main) await runTask(main);
