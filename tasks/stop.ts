/** `grid:stop`: stop the scheduler of a grid, like Ctrl-C in its terminal. */
import { printMessage } from "../io/system/terminal.ts";
import { shellQuote } from "../lib/launch/shell_quote.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { findGridDir } from "./find_or_make_grid.ts";
import {
  checkExpdir,
  createCommand,
  expdirOption,
  GRID_DIR,
  runTask,
  seconds,
  UsageError,
} from "./flags/command_line.ts";

const WAIT_S = 60;

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("grid:stop", "Stop the scheduler of a grid and its runs, and wait until it has exited.")
    .argument("<dir>", GRID_DIR)
    .addOption(expdirOption())
    .option("--drain", "start no more jobs, and wait for running jobs to finish")
    .option(
      "--wait <seconds>",
      `how long to wait for the scheduler to exit (default: ${WAIT_S}; with --drain: no limit)`,
      seconds,
    );
  command.parse(args, { from: "user" });
  const flags = command.opts<{ readonly expdir: string; readonly drain?: true; readonly wait?: number }>();
  const { stopScheduler } = await import("../io/grid/stop_scheduler.ts");
  await checkExpdir(command, command.args);
  const root = await findGridDir(command.args[0], flags.expdir, "stop");
  const grid = shownPath(root, Deno.cwd());
  const { drain = false, wait } = flags;
  const stopped = await stopScheduler({ root, grid, drain, wait: wait ?? (drain ? Infinity : WAIT_S) });
  switch (stopped.kind) {
    case "none":
      printMessage(`no scheduler is running in ${grid}`);
      return 0;
    case "unreachable":
      throw new UsageError(`error: ${stopped.reason}`);
    case "running":
      printMessage(
        `the scheduler of ${grid} (pid ${stopped.pid}) was signalled but is still running: run this command again to wait longer`,
      );
      if (!drain) {
        printMessage(
          `or use kill -9 ${stopped.pid}: its runs continue, and deno task grid:train ${shellQuote(grid)} adopts them`,
        );
      }
      return 1;
    case "ended":
      printMessage(`scheduler stopped: ${grid}; continue with deno task grid:train ${shellQuote(grid)}`);
  }
  return 0;
}

if (import.meta.main) await runTask(main);
