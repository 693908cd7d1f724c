/** `grid:train`: expands a grid and trains every experiment. */
import { print, say } from "../io/terminal.ts";
import { runTask } from "./command_line.ts";
import { gridCommand } from "./grid_options.ts";
import { agree, findOrMakeGrid, nextCommand, stageRequest, withStageOptions } from "./stage_options.ts";

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
  const flags = command.opts();
  if (flags.dryRun) {
    const { main: expand } = await import("./expand.ts");
    return await expand(args);
  }
  const gridDir = await findOrMakeGrid(command.args[0], flags);
  print(gridDir);
  if (flags.agree && !agree(`Train ${gridDir}?`)) return 0;
  const { exitCodeOf, runStage } = await import("../io/run_stage.ts");
  const { sayResult } = await import("../io/summary.ts");
  if (!flags.quiet) say("training on the CPUs");
  const result = await runStage(gridDir, stageRequest("train", flags));
  sayResult(result, nextCommand(result));
  return exitCodeOf(result);
}

if (import.meta.main) await runTask(main);
