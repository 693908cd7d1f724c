/** `grid:test`: tests the trained models of a grid. */
import { print } from "../io/system/terminal.ts";
import { exitCodeOf } from "../lib/schedule/exit_code.ts";
import { chooseBackendByFlags } from "./choose_backend.ts";
import { createCommand, runTask, wholeNumber } from "./flags/command_line.ts";
import { EXPDIR } from "./flags/grid_flags.ts";
import { agree, type StageFlags, startDetached, withStageOptions } from "./flags/stage_flags.ts";
import { schedule, withHeldGrid } from "./schedule.ts";

/**
 * @param args of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = withStageOptions(createCommand("grid:test", "Tests what was trained and has no succeeded test yet."))
    .argument("[dir]", "a grid directory, or a grid file for the newest made from it (default: the newest)")
    .option("--expdir <dir>", "where grid directories are, or one itself, or a tree that MI-Prometheus made", EXPDIR)
    .option("--repeat <n>", "tests each model n times in all", wholeNumber(1), 1)
    .option("--again", "tests anew what has a succeeded test")
    .option("--li <n>", "the logging interval, {li} in commands (default: what the grid was made with)", wholeNumber(1))
    .option("--ll <level>", "the log level, {ll} in commands (default: the same)");
  command.parse(args, { from: "user" });
  const flags = command.opts<StageFlags & { readonly expdir: string }>();
  const { findGrid } = await import("./find_grid.ts");
  const gridDir = findGrid(command.args[0], flags.expdir, "test");
  const machine = await chooseBackendByFlags(flags);
  print(gridDir);
  if (flags.agree && !agree(`Test ${gridDir}?`)) return 0;
  if (flags.detach) return await startDetached("test", { gridDir }, flags);
  return await withHeldGrid(
    { gridDir },
    flags,
    async (held) => exitCodeOf(await schedule("test", { ...held, flags, backend: machine })),
  );
}

if (import.meta.main) await runTask(main);
