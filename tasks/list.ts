/** `grid:list`: list grids. */
import { printJson, printLines, printMessage } from "../io/system/terminal/terminal.ts";
import { printable } from "../lib/messages/printable.ts";
import { createCommand, expdirOption, runTask, UsageError } from "./flags/command_line.ts";

// More grids are rarely needed, and take time to read.
const MOST = 30;

// On a network file system, adding up sizes may take minutes.
const PATIENCE_S = 3;

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("list", "List grids: what is done, running and failed, their age and size.")
    .addOption(expdirOption())
    .option("--all", `list all grids (default: the newest ${MOST})`)
    .option("--json", "print all grids as JSON");
  const { expdir, all, json } = command.parse(args);
  await checkDirectory(expdir);
  const { listGrids } = await import("../io/inspect/list_grids.ts");
  const { diskUsage } = await import("../io/inspect/disk_usage.ts");
  const { grids, count } = await listGrids(expdir, all || json ? Infinity : MOST);
  const sizes = await diskUsage(grids.map(({ path }) => path), PATIENCE_S);
  const listed = grids.map((grid) => ({ ...grid, size: sizes.get(grid.path) ?? null }));
  if (json) {
    printJson({
      version: 1,
      grids: listed.map(({ problem = null, scheduler = null, summary, ...grid }) => ({
        ...grid,
        problem,
        scheduler,
        ...(summary ?? { state: "broken" }),
      })),
    });
    return 0;
  }
  if (count === 0) {
    printMessage(`no grids in ${printable(expdir)}`);
    return 0;
  }
  const { renderList } = await import("../lib/inspect/render_list.ts");
  printLines(renderList(listed, Date.now()));
  if (count > listed.length) printMessage(`… and ${count - listed.length} more (--all lists all)`);
  return 0;
}

async function checkDirectory(expdir: string): Promise<void> {
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  const { statIfExists } = await import("../io/system/files.ts");
  if (isGridDir(expdir)) throw new UsageError(`error: ${expdir} is a grid directory: expected a directory of grids`);
  const info = statIfExists(expdir);
  if (info === undefined) {
    throw new UsageError(`error: ${expdir} does not exist: pass the directory of your grids with --expdir`);
  }
  if (!info.isDirectory) throw new UsageError(`error: ${expdir} is not a directory`);
}

if (import.meta.main) await runTask(main);
