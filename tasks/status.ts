/** `grid:status`: show the state of all experiments of a grid. */
import { isInteractive, printData, printMessage, terminalSize, writeStderr } from "../io/system/terminal.ts";
import { printable } from "../lib/messages/printable.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { OpenGrid } from "../io/grid/session.ts";
import type { QueueAnswer } from "../io/slurm/squeue.ts";
import type { SlurmStatus } from "../lib/status/slurm_status.ts";
import { findGridDir } from "./find_or_make_grid.ts";
import { checkExpdir, createCommand, expdirOption, GRID_DIR, runTask, UsageError } from "./flags/command_line.ts";

// With GPUs, each refresh runs nvidia-smi twice.
const WATCH_MS = 2_000;
// Each refresh runs squeue, which sites want rarely.
const SLURM_WATCH_MS = 5_000;

/**
 * @param args the arguments of the command line
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = createCommand("status", "Show which experiments are pending, running, succeeded and failed.")
    .argument("[dir]", `${GRID_DIR} (default: the newest grid)`)
    .addOption(expdirOption())
    .option("--json", "print the full status as JSON")
    .option("--watch", "refresh every two seconds; every five on Slurm");
  command.parse(args, { from: "user" });
  const flags = command.opts<{ readonly expdir: string; readonly json?: true; readonly watch?: true }>();
  if (flags.json && flags.watch) throw new UsageError("error: --json cannot be used with --watch");
  const { openGrid } = await import("../io/grid/session.ts");
  const { describeDeleted } = await import("../lib/status/describe_deleted.ts");
  const { isUnfinished } = await import("../lib/run/run_state.ts");
  const { renderStatus } = await import("../lib/status/render_status.ts");
  const { statusOf } = await import("../lib/status/status.ts");
  await checkExpdir(command, command.args);
  const root = await findGridDir(command.args[0], flags.expdir);
  const grid = shownPath(root, Deno.cwd());
  const read = async () => {
    // Slurm answers while the grid is read.
    using over = new DisposableStack();
    const asking = await askSlurm(root, over);
    const open = openGrid(root);
    const { plan, runs, submissions, devices, scheduler, warnings, deleted } = open;
    for (const warning of warnings) printMessage(`${grid}: warning: ${warning}`);
    for (const line of describeDeleted({ runs: deleted, tests: [] })) printMessage(line);
    const holder = scheduler === undefined ? null : { pid: scheduler.pid, host: scheduler.host };
    const status = statusOf(grid, plan, runs, holder);
    if (submissions.size === 0) return { plan, devices, status };
    const waited = [...runs.train.values(), ...runs.test.values()].some(isUnfinished);
    const slurm = waited ? await statusOnSlurm(open, await asking.answer) : { answered: true, jobs: [] };
    return { plan, devices, status: { ...status, slurm } };
  };
  const render = async () => {
    const { plan, status, devices } = await read();
    const gpus = status.scheduler === null || devices.length === 0 ? [] : await describeDevices(root, devices);
    return [...renderStatus(status, plan, Date.now()), ...gpus].map(printable);
  };
  if (!flags.watch) {
    printData(flags.json ? JSON.stringify((await read()).status, null, 2) : (await render()).join("\n"));
    return 0;
  }
  for (;;) {
    const { columns, rows } = terminalSize();
    const lines = (await render()).slice(0, rows - 1).map((line) => line.slice(0, columns));
    const isRead = writeStderr(isInteractive() ? `\x1b[H\x1b[2J${lines.join("\n")}\n` : `${lines.join("\n")}\n\n`);
    if (!isRead) return 0;
    const pause = await isOnSlurm(root) ? SLURM_WATCH_MS : WATCH_MS;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Asks Slurm about the jobs of this user, if the grid has any. The question is withdrawn when the stack is disposed of. */
async function askSlurm(root: string, over: DisposableStack): Promise<{ readonly answer?: Promise<QueueAnswer> }> {
  if (!await isOnSlurm(root)) return {};
  const { askQueue } = await import("../io/slurm/squeue.ts");
  const controller = new AbortController();
  over.defer(() => controller.abort());
  return { answer: askQueue(controller.signal) };
}

async function isOnSlurm(root: string): Promise<boolean> {
  const { listSubmissions } = await import("../io/grid/submissions.ts");
  return listSubmissions(root).length > 0;
}

async function statusOnSlurm(
  { root, submissions }: Pick<OpenGrid, "root" | "submissions">,
  answer: QueueAnswer | undefined,
): Promise<SlurmStatus> {
  const { slurmStatus } = await import("../lib/status/slurm_status.ts");
  if (answer !== undefined && answer.kind !== "answered") printMessage(`Slurm does not answer: ${answer.message}`);
  if (answer?.kind !== "answered") return slurmStatus(undefined, submissions);
  const { staleIn } = await import("../io/slurm/stale_in_grid.ts");
  return slurmStatus(answer.queue, submissions, staleIn(root, answer.queue));
}

async function describeDevices(root: string, uuids: readonly string[]): Promise<string[]> {
  const { reportDevices } = await import("../io/gpu/report_devices.ts");
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
