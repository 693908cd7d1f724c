/** `grid:train`: expands a grid and trains every experiment. */
import { print } from "../io/system/terminal.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { chooseBackendByFlags } from "./choose_backend.ts";
import { runTask } from "./flags/command_line.ts";
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
 * @param args of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withGridRunOptions(gridCommand("grid:train", "Expands a grid and trains every experiment."));
  command.parse(args, { from: "user" });
  const flags = command.opts<GridRunFlags>();
  if (await dryRun(command.args[0], flags)) return 0;
  const machine = await chooseBackendByFlags(flags);
  const grid = await findOrMakeGrid(command.args[0], flags, machine.gpus);
  const { gridDir } = grid;
  print(gridDir);
  if (flags.agree && !agree(`Train ${gridDir}?`)) return 0;
  if (flags.detach) return await startDetached("train", grid, flags);
  return await withHeldGrid(
    grid,
    flags,
    async (held) => exitCodeOf(await schedule("train", { ...held, flags, backend: machine })),
  );
}

if (import.meta.main) await runTask(main);
