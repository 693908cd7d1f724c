/** `grid:run`: train, test, analyze and report a grid. */
import { shownPath } from "../lib/messages/shown_path.ts";
import { dryRun, findOrMakeGrid } from "./find_or_make_grid.ts";
import { guard, runTask } from "./flags/command_line.ts";
import { gridCommand, parseGridCommand } from "./flags/grid_flags.ts";
import { type GridRunFlags, type StageFlags, withGridRunOptions } from "./flags/stage_flags.ts";
import { type HeldGrid, runGrid } from "./run_grid.ts";
import { schedule } from "./schedule.ts";

/**
 * Runs all steps. Continues after failed experiments; signals and errors (exit codes above 1) end the command.
 *
 * @param args the arguments of the command line
 * @returns the exit code of the first step that did not exit with 0
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withGridRunOptions(gridCommand("grid:run", "Train, test, analyze and report a grid."));
  parseGridCommand(command, args);
  const flags = command.opts<GridRunFlags>();
  if (await dryRun(command.args[0], flags, "run")) return 0;
  // Without a listener, a terminal that is closed between two steps would end the process.
  Deno.addSignalListener("SIGHUP", () => {});
  return await runGrid(flags, {
    task: "run",
    find: (devices, confirm) => findOrMakeGrid({ task: "run", argument: command.args[0], flags, devices, confirm }),
    run: (grid) => trainAndTest(grid, flags),
    finish: describeResults,
  });
}

async function trainAndTest(held: HeldGrid, flags: StageFlags): Promise<number> {
  const { selectForBoth } = await import("../io/stage/plan_stage.ts");
  const grid = { ...held, selected: selectForBoth(held.session, flags.only) };
  const trained = await guard(() => schedule("train", grid, flags, true));
  if (trained > 1) return trained;
  // The plan has the prefix.
  const tested = await guard(() => schedule("test", grid, { ...flags, prefix: undefined }, true));
  return tested > 1 ? tested : trained || tested;
}

async function describeResults(root: string, code: number): Promise<number> {
  const { main: analyze } = await import("./analyze.ts");
  const { reportAnalyzed } = await import("./report.ts");
  const path = shownPath(root, Deno.cwd());
  const analyzed = await guard(() => analyze([path]));
  if (analyzed > 1) return analyzed;
  const reported = await guard(() => reportAnalyzed(path));
  return reported > 1 ? reported : code || analyzed || reported;
}

if (import.meta.main) await runTask(main);
