/** Implements `grid:schedule:cpu`, `:gpu`, `:slurm` and `:sge`: train the experiments of an existing grid directory. */
import { program } from "../../io/system/processes/program.ts";
import { commandName } from "../../lib/messages/hint.ts";
import { createCommand, EXPDIR, UsageError, WORKDIR } from "../flags/command_line.ts";
import { type Backend, withAgainOption, withStageOptions } from "../flags/stage_flags.ts";
import { confirmGridDir, findGridDir } from "./find_or_make_grid.ts";
import { runGrid } from "./run_grid.ts";
import { schedule } from "./schedule.ts";

/**
 * Trains the experiments of a grid directory.
 *
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function scheduleOn(on: Backend, args: readonly string[]): Promise<number> {
  const command = withAgainOption(
    withStageOptions(createCommand(`schedule:${on}`, "Train the experiments of a grid directory.")),
  )
    .argument("<dir>", `grid directory created by ${commandName(program(), "expand")}`)
    .addOption(WORKDIR);
  const flags = command.parse(["--on", on, ...args]);
  if (flags.on !== on) {
    throw new UsageError(`error: --on ${flags.on} cannot be used with ${commandName(program(), `schedule:${on}`)}`);
  }
  const root = await findGridDir(command.args[0], EXPDIR);
  return await runGrid(flags, {
    task: "train",
    find: (_, confirm) => confirmGridDir(root, flags.workdir, confirm),
    run: (grid) => schedule("train", grid, flags),
  });
}
