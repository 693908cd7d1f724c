/** `grid:status`: show the state of the experiments of a grid. */
import { program } from "../io/system/processes/program.ts";
import { printJson, printLines } from "../io/system/terminal/terminal.ts";
import { commandName } from "../lib/messages/hint.ts";
import { SORT_KEYS, type StatusView } from "../lib/status/render_status.ts";
import {
  checkExpdir,
  collect,
  createCommand,
  expdirOption,
  type FlagsOf,
  GRID_DIR,
  runTask,
  UsageError,
} from "./flags/command_line.ts";
import { type ReadStatus, readStatus } from "./reading/read_status.ts";
import { findGridDir } from "./scheduling/find_or_make_grid.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = statusCommand();
  const flags = command.parse(args);
  checkFlags(flags);
  await checkExpdir(command, command.args);
  const root = await findGridDir(command.args[0], flags.expdir);
  const { DEFAULT_VIEW, listedBy } = await import("../lib/status/render_status.ts");
  const view = { ...DEFAULT_VIEW, ...viewOf(flags) };
  const request = { only: flags.only, list: flags.json ? "all" : listedBy(view) } as const;
  if (flags.watch) {
    const { watchStatus } = await import("./reading/watch_status.ts");
    return await watchStatus(root, request, (read, space) => renderLines(read, { ...view, ...space }));
  }
  const read = await readStatus(root, request);
  const { dropped: _, ...status } = read.status;
  if (flags.json) printJson(status);
  else printLines(await renderLines(read, view));
  return 0;
}

type StatusFlags = FlagsOf<ReturnType<typeof statusCommand>>;

function statusCommand() {
  return createCommand("status", "Show which experiments are pending, running, succeeded and failed.")
    .argument("[dir]", `${GRID_DIR} (default: the newest grid)`)
    .addOption(expdirOption())
    .option("--all", "list all runs")
    .option("--failed", "list all failed runs, grouped by what their logs say")
    .option(
      "--only <selector>",
      "only these experiments: name or glob, id, KEY=VALUE, state=STATE, …; repeatable",
      collect,
      [],
    )
    .addOption({
      flags: "--sort <order>",
      description: "list all runs that have started in this order, the longest or newest first",
      choices: SORT_KEYS,
    })
    .option("--json", "print the full status as JSON")
    .option(
      "--watch",
      "refresh every two seconds (on a cluster every five) until the grid has ended; the exit code is that of " +
        commandName(program(), "wait"),
    );
}

function checkFlags({ json, watch, all, failed, sort }: StatusFlags): void {
  const given = [all && "--all", failed && "--failed"].filter((flag) => flag !== undefined);
  if (given.length > 1) throw new UsageError("error: --all cannot be used with --failed");
  const other = [watch && "--watch", ...given, sort && "--sort"].find((flag) => flag !== undefined);
  if (json && other !== undefined) throw new UsageError(`error: --json cannot be used with ${other}`);
}

// A list that was asked for is complete.
function viewOf({ all, failed, sort }: StatusFlags): Partial<StatusView> {
  const list = all ? "all" : failed ? "failed" : sort === undefined ? undefined : "begun";
  return {
    ...(list !== undefined && { list, rows: Infinity, groupRows: Infinity }),
    ...(sort !== undefined && { sort }),
  };
}

async function renderLines({ grid, status }: ReadStatus, view: StatusView): Promise<string[]> {
  const { renderStatus } = await import("../lib/status/render_status.ts");
  const { printable } = await import("../lib/messages/printable.ts");
  const { root, devices } = grid;
  const gpus = status.scheduler === null || devices.length === 0 ? [] : await describeDevices(root, devices);
  return [...renderStatus(status, Date.now(), view), ...gpus].map(printable);
}

async function describeDevices(root: string, uuids: readonly string[]): Promise<string[]> {
  const { reportDevices } = await import("../io/gpu/find_gpus.ts");
  const { renderDevices } = await import("../lib/gpu/device_report.ts");
  const { readHostIdentity } = await import("../io/system/place.ts");
  try {
    return renderDevices(await reportDevices(uuids, readHostIdentity()), Deno.realPathSync(root));
  } catch (error) {
    if ((error as Error).name !== "GpuError") throw error;
    return [`  ${(error as Error).message}`];
  }
}

if (import.meta.main) await runTask(main);
