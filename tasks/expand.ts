/** `grid:expand`: check a grid file and create its grid directory. */
import { printData } from "../io/system/terminal/terminal.ts";
import { relativePath } from "../lib/messages/printable.ts";
import { runTask, UsageError } from "./flags/command_line.ts";
import { gridArgument, gridCommand, gridRequest, parseGridCommand } from "./flags/grid_flags.ts";
import { printExperiments } from "./scheduling/dry_run.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = gridCommand("expand", "Check a grid file, create its grid directory and print the path.")
    .option("--dry-run", "print a table of the experiments and create nothing")
    .option("--json", "with --dry-run: print the experiments as JSON");
  const flags = parseGridCommand(command, args);
  if (flags.json && !flags.dryRun) throw new UsageError("error: --json requires --dry-run");
  const file = gridArgument(command.args[0], flags);
  if (flags.dryRun) {
    await printExperiments(file, flags);
    return 0;
  }
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  if (isGridDir(file)) {
    throw new UsageError(
      `error: ${file} is a grid directory: there is nothing to create; --dry-run prints its experiments`,
    );
  }
  const { makeGrid } = await import("../io/grid/make_grid.ts");
  const request = { ...await gridRequest(file, flags, ["train"]), elsewhere: true };
  printData(relativePath(makeGrid(request, { expdir: flags.expdir }), Deno.cwd()));
  return 0;
}

if (import.meta.main) await runTask(main);
