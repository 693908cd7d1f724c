/** `grid:stop`: stop the scheduler of a grid, like Ctrl-C in its terminal. */
import { delay } from "@std/async/delay";
import { printMessage } from "../io/system/terminal.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { findGridDir } from "./find_or_make_grid.ts";
import { createCommand, expdirOption, GRID_DIR, runTask, UsageError } from "./flags/command_line.ts";

const POLL_MS = 50;

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("grid:stop", "Stop the scheduler of a grid and its runs, and wait until it has exited.")
    .argument("<dir>", GRID_DIR)
    .addOption(expdirOption())
    .option("--drain", "start no more jobs, and wait for running jobs to finish");
  command.parse(args, { from: "user" });
  const flags = command.opts<{ readonly expdir: string; readonly drain?: true }>();
  const { lockHolder } = await import("../io/grid/lock.ts");
  const { DRAIN_SIGNAL } = await import("../io/system/signals.ts");
  const { gridPaths } = await import("../lib/store/layout.ts");
  const root = await findGridDir(command.args[0], flags.expdir);
  const grid = shownPath(root, Deno.cwd());
  const { lock } = gridPaths(root);
  const holder = lockHolder(lock);
  if (holder === undefined) {
    printMessage(`no scheduler is running in ${grid}`);
    return 0;
  }
  if (holder.host !== Deno.hostname()) {
    throw new UsageError(`error: the scheduler of ${grid} is running on ${holder.host}: stop it there`);
  }
  Deno.kill(holder.pid, flags.drain ? DRAIN_SIGNAL : "SIGINT");
  while (lockHolder(lock)?.pid === holder.pid) await delay(POLL_MS);
  printMessage(`scheduler stopped: ${grid}; continue with deno task grid:train ${grid}`);
  return 0;
}

if (import.meta.main) await runTask(main);
