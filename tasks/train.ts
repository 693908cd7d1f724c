/** `grid:train`: expands a grid and trains every experiment. */
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { print } from "../io/terminal.ts";
import { chooseMachine } from "./choose_machine.ts";
import { runTask, UsageError } from "./command_line.ts";
import { gridArgument, gridCommand, type GridFlags } from "./grid_options.ts";
import { schedule } from "./schedule.ts";
import {
  agree,
  findOrMakeGrid,
  findResumed,
  type StageFlags,
  startDetached,
  withStageOptions,
} from "./stage_options.ts";

/**
 * @param args of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withStageOptions(gridCommand("grid:train", "Expands a grid and trains every experiment."))
    .option("--resume", "continues the newest grid directory made from the grid file, if there is one")
    .option("--dry-run", "writes and starts nothing; prints a table of the experiments")
    .option("--json", "with --dry-run: prints the experiments as JSON");
  command.parse(args, { from: "user" });
  const flags = command.opts<
    GridFlags & StageFlags & { readonly resume?: true; readonly dryRun?: true; readonly json?: true }
  >();
  if (flags.dryRun && await findResumed(gridArgument(command.args[0], flags), flags) !== undefined) {
    await findOrMakeGrid(command.args[0], flags, undefined);
    return 0;
  }
  if (flags.dryRun) {
    const { printExperiments } = await import("./make_grid.ts");
    await printExperiments(gridArgument(command.args[0], flags), flags);
    return 0;
  }
  if (flags.json) throw new UsageError("error: --json goes with --dry-run");
  const machine = await chooseMachine(flags);
  const gridDir = await findOrMakeGrid(command.args[0], flags, machine.gpus);
  print(gridDir);
  if (flags.agree && !agree(`Train ${gridDir}?`)) return 0;
  if (flags.detach) return await startDetached("train", gridDir, flags);
  return exitCodeOf(await schedule(gridDir, "train", flags, machine));
}

if (import.meta.main) await runTask(main);
