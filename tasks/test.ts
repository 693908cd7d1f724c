/** `grid:test`: tests the trained models of a grid. */
import { findGridDir } from "./find_or_make_grid.ts";
import { createCommand, expdirOption, GRID_DIR, runTask, wholeNumber } from "./flags/command_line.ts";
import { withLogOptions } from "./flags/grid_flags.ts";
import { type StageFlags, withStageOptions } from "./flags/stage_flags.ts";
import { runGrid } from "./run_grid.ts";
import { schedule } from "./schedule.ts";

/**
 * @param args of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withStageOptions(createCommand("grid:test", "Tests what was trained and has no succeeded test yet."))
    .argument("[dir]", `${GRID_DIR} (default: the newest)`)
    .addOption(expdirOption("where grid directories are, or one itself, or a tree that MI-Prometheus made"))
    .option("--repeat <n>", "tests each model n times in all", wholeNumber(1), 1)
    .option("--again", "tests anew what has a succeeded test");
  withLogOptions(command, "what the grid was made with", "the same").parse(args, { from: "user" });
  const flags = command.opts<StageFlags & { readonly expdir: string }>();
  const root = await findGridDir(command.args[0], flags.expdir, "test");
  return await runGrid(flags, {
    task: "test",
    find: () => Promise.resolve({ root }),
    run: (grid) => schedule("test", grid, flags),
  });
}

if (import.meta.main) await runTask(main);
