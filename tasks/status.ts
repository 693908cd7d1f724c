/** `grid:status`: what is pending, running, done and failed. */
import { isInteractive, print, say, terminalSize, writeGuarded } from "../io/terminal.ts";
import { createCommand, runTask, UsageError } from "./command_line.ts";
import { EXPDIR } from "./grid_options.ts";

const WATCH_MS = 1_000;

/**
 * @param args of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("grid:status", "Tells what is pending, running, done and failed.")
    .argument("[dir]", "a grid directory, or a grid file for the newest made from it (default: the newest)")
    .option("--expdir <dir>", "where grid directories are", EXPDIR)
    .option("--json", "for scripts")
    .option("--watch", "goes on telling, once a second");
  command.parse(args, { from: "user" });
  const flags = command.opts<{ readonly expdir: string; readonly json?: true; readonly watch?: true }>();
  if (flags.json && flags.watch) throw new UsageError("error: --json and --watch exclude each other");
  const { findGrid } = await import("./find_grid.ts");
  const { readCurrent } = await import("../io/current.ts");
  const { renderStatus, statusOf } = await import("../lib/schedule/status.ts");
  const grid = findGrid(command.args[0], flags.expdir);
  const read = () => {
    const { plan, history, scheduler, warnings } = readCurrent(grid);
    for (const warning of warnings) say(`${grid}: warning: ${warning}`);
    const holder = scheduler === undefined ? null : { pid: scheduler.pid, host: scheduler.host };
    return { plan, status: statusOf(grid, plan, history, holder) };
  };
  if (!flags.watch) {
    const { plan, status } = read();
    print(flags.json ? JSON.stringify(status, null, 2) : renderStatus(status, plan, Date.now()).join("\n"));
    return 0;
  }
  for (;;) {
    const { plan, status } = read();
    const { columns, rows } = terminalSize();
    const lines = renderStatus(status, plan, Date.now()).slice(0, rows - 1).map((line) => line.slice(0, columns));
    writeGuarded(isInteractive() ? `\x1b[H\x1b[2J${lines.join("\n")}\n` : `${lines.join("\n")}\n\n`);
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  }
}

if (import.meta.main) await runTask(main);
