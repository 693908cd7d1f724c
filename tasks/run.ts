/** `grid:run`: trains, tests and analyzes in one. */
import { print } from "../io/system/terminal.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { chooseBackendByFlags } from "./choose_backend.ts";
import { guard, runTask } from "./flags/command_line.ts";
import { gridCommand } from "./flags/grid_flags.ts";
import {
  agree,
  dryRun,
  findOrMakeGrid,
  type GridRunFlags,
  startDetached,
  withGridRunOptions,
} from "./flags/stage_flags.ts";
import { schedule, withHeldGrid } from "./schedule.ts";

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
  const machine = await chooseBackendByFlags(flags);
  const grid = await findOrMakeGrid(command.args[0], flags, machine.gpus);
  const { gridDir } = grid;
  print(gridDir);
  if (flags.agree && !agree(`Run ${gridDir}?`)) return 0;
  if (flags.detach) return await startDetached("run", grid, flags);
  // A terminal that is closed between two steps ends nothing either.
  Deno.addSignalListener("SIGHUP", () => {});
  let code = await withHeldGrid(grid, flags, async (held) => {
    const context = { ...held, flags, backend: machine, chained: true };
    const trained = await guard(async () => exitCodeOf(await schedule("train", context)));
    if (trained > 1) return trained;
    const tested = await guard(async () => exitCodeOf(await schedule("test", context)));
    return tested > 1 ? tested : trained || tested;
  });
  if (code > 1) return code;
  const { main: analyze } = await import("./analyze.ts");
  const analyzed = await guard(() => analyze([gridDir]));
  if (analyzed > 1) return analyzed;
  code ||= analyzed;
  return code;
}

if (import.meta.main) await runTask(main);
