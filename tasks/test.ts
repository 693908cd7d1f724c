/** `grid:test`: test the trained models of a grid. */
import { findGridDir } from "./find_or_make_grid.ts";
import { createCommand, expdirOption, GRID_DIR, runTask, wholeNumber, workdirOption } from "./flags/command_line.ts";
import { withLogOptions } from "./flags/grid_flags.ts";
import { type StageFlags, withStageOptions } from "./flags/stage_flags.ts";
import { runGrid } from "./run_grid.ts";
import { schedule } from "./schedule.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withStageOptions(createCommand("grid:test", "Test trained models that have no succeeded test yet."))
    .argument("[dir]", `${GRID_DIR} (default: the newest grid)`)
    .addOption(expdirOption("directory of grid directories, grid directory, or experiment tree of MI-Prometheus"))
    .addOption(workdirOption())
    .option("--repeat <n>", "number of test runs per model", wholeNumber(1), 1)
    .option("--again", "also test models that already have a succeeded test");
  withLogOptions(command, "that of the grid", "that of the grid").parse(args, { from: "user" });
  const flags = command.opts<StageFlags & { readonly expdir: string }>();
  const root = await findGridDir(command.args[0], flags.expdir, "test");
  return await runGrid(flags, {
    task: "test",
    find: () => Promise.resolve({ root }),
    run: (grid) => schedule("test", grid, flags),
  });
}

if (import.meta.main) await runTask(main);
