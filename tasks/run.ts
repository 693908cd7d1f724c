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
  const machine = await chooseBackendByFlags(flags);
  const gridDir = await findOrMakeGrid(command.args[0], flags, machine.gpus);
  print(gridDir);
  if (flags.agree && !agree(`Run ${gridDir}?`)) return 0;
  if (flags.detach) return await startDetached("run", gridDir, flags);
  // A terminal that is closed between two stages ends nothing either.
  Deno.addSignalListener("SIGHUP", () => {});
  const { main: analyze } = await import("./analyze.ts");
  const steps = [
    async () => exitCodeOf(await schedule(gridDir, "train", flags, machine, true)),
    async () => exitCodeOf(await schedule(gridDir, "test", flags, machine, true)),
    () => analyze([gridDir]),
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
