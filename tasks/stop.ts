/** `grid:stop`: as Ctrl-C on a grid's scheduler, from anywhere on the machine. */
import { say } from "../io/system/terminal.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { findGridDir } from "./find_or_make_grid.ts";
import { createCommand, expdirOption, GRID_DIR, runTask, seconds, UsageError } from "./flags/command_line.ts";

const WAIT_S = 60;

/**
 * @param args of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("grid:stop", "Ends a grid's scheduler and its runs, and waits until it has ended.")
    .argument("<dir>", GRID_DIR)
    .addOption(expdirOption())
    .option("--drain", "lets the running ones end")
    .option(
      "--wait <seconds>",
      `how long to wait for its end (default: ${WAIT_S}; with --drain, as long as it runs)`,
      seconds,
    );
  command.parse(args, { from: "user" });
  const flags = command.opts<{ readonly expdir: string; readonly drain?: true; readonly wait?: number }>();
  const { stopScheduler } = await import("../io/grid/stop_scheduler.ts");
  const root = await findGridDir(command.args[0], flags.expdir);
  const grid = shownPath(root, Deno.cwd());
  const { drain = false, wait } = flags;
  const stopped = await stopScheduler({ root, grid, drain, wait: wait ?? (drain ? Infinity : WAIT_S) });
  switch (stopped.kind) {
    case "none":
      say(`no scheduler is at work in ${grid}`);
      return 0;
    case "unreachable":
      throw new UsageError(`error: ${stopped.reason}`);
    case "running":
      say(
        `the scheduler of ${grid}, pid ${stopped.pid}, got the signal and is still running: run this again to wait on`,
      );
      if (!drain) say(`kill -9 ${stopped.pid} ends it; its runs go on, and deno task grid:train ${grid} adopts them`);
      return 1;
    case "ended":
      say(`the scheduler of ${grid} has ended; deno task grid:train ${grid} continues`);
  }
  return 0;
}

if (import.meta.main) await runTask(main);
