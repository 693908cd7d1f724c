/** `grid:run`: trains, tests and analyzes in one. */
import { shownPath } from "../lib/messages/shown_path.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import type { DeviceChoice } from "./choose_devices.ts";
import { dryRun, findOrMakeGrid } from "./find_or_make_grid.ts";
import { guard, runTask } from "./flags/command_line.ts";
import { gridCommand } from "./flags/grid_flags.ts";
import { type GridRunFlags, type StageFlags, withGridRunOptions } from "./flags/stage_flags.ts";
import { runGrid } from "./run_grid.ts";
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
  return await runGrid(flags, {
    task: "run",
    find: (devices) => findOrMakeGrid(command.args[0], flags, devices),
    run: (gridDir, devices) => runAll(gridDir, flags, devices),
  });
}

async function runAll(gridDir: string, flags: StageFlags, devices: DeviceChoice): Promise<number> {
  // A terminal that is closed between two stages ends nothing either.
  Deno.addSignalListener("SIGHUP", () => {});
  const { main: analyze } = await import("./analyze.ts");
  const steps = [
    async () => exitCodeOf(await schedule(gridDir, "train", flags, { devices, chained: true })),
    async () => exitCodeOf(await schedule(gridDir, "test", flags, { devices, chained: true })),
    () => analyze([shownPath(gridDir, Deno.cwd())]),
  ];
  let code = 0;
  for (const step of steps) {
    const own = await guard(step);
    code ||= own;
    if (own > 1) return own;
  }
  return code;
}

if (import.meta.main) await runTask(main);
