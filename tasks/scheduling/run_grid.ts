/** The steps that all commands that run experiments have in common. */
import type { HeldSession } from "../../io/grid/session.ts";
import type { Orders } from "../../io/stage/orders.ts";
import { printData, printMessage, writeInBackground } from "../../io/system/terminal/terminal.ts";
import { relativePath, shownPath } from "../../lib/messages/printable.ts";
import { combineCodes, isFinal } from "../../lib/schedule/exit_code.ts";
import { UsageError } from "../flags/command_line.ts";
import { guard } from "../flags/exit_codes.ts";
import { checkAliases, chooseDevices, type DeviceChoice, isCluster, type StageFlags } from "../flags/stage_flags.ts";
import { type Confirm, createConfirm } from "./agree.ts";
import { checkRecords, recordRefusal, writeRecords, writeSummary } from "./ci_records.ts";
import type { FoundGrid } from "./find_or_make_grid.ts";
import { type Hooks, prepareHooks } from "./hooks.ts";
import { createPlanner, type RunningTask, TASK_STAGES } from "./plan_command.ts";
import { startDetached } from "./start_detached.ts";
import { checkTimeLimit } from "./time_limit.ts";
import { findAwaited, waitForGrids } from "./wait_for_grids.ts";

/** A grid directory that this process has locked, with the orders and devices for its runs. */
export interface HeldGrid {
  readonly session: HeldSession;
  readonly orders: Orders;
  readonly devices: DeviceChoice;
  /** Called before the first launch of a stage, unless there is nothing to run. */
  readonly onBegin: () => void;
  /** Called when a run has failed for good. */
  readonly onFailure?: Hooks["onFailure"];
  /** Whether its plan was replaced by this process, which has then described what that changes. */
  readonly isResumed: boolean;
  /** Indices of the experiments to run, instead of `--only`. */
  readonly selected?: ReadonlySet<number> | undefined;
}

/** The steps that differ between commands. */
interface GridRun {
  /** The task, for `--detach`. */
  readonly task: RunningTask;
  /**
   * Finds or creates the grid directory.
   *
   * @param confirm asks before anything is created or changed (`--agree`)
   * @returns `undefined` if the user chose to do nothing
   */
  find(devices: DeviceChoice, confirm: Confirm | undefined): Promise<FoundGrid | undefined>;
  /** Runs the experiments. Returns the exit code. */
  run(grid: HeldGrid): Promise<number>;
  /** Called unless the exit code is final, once the directory is unlocked. Returns the exit code of the command. */
  finish?(root: string, code: number): Promise<number>;
}

/**
 * Chooses devices, asks for confirmation (`--agree`), finds the grid directory, prints its path, and runs the experiments here
 * or in the background (`--detach`).
 *
 * @returns the exit code
 */
export async function runGrid(flags: StageFlags, grid: GridRun): Promise<number> {
  await checkRecords(flags);
  return await recordRefusal(grid.task, flags, () => findAndRun(flags, grid));
}

async function findAndRun(flags: StageFlags, { task, find, run, finish }: GridRun): Promise<number> {
  checkAliases(flags);
  checkTimeLimit(task, flags);
  const awaited = await findAwaited(flags);
  // The question must be answered now; other output may wait for a slow reader.
  if (!flags.agree) writeInBackground();
  const onCluster = isCluster(flags.on);
  if (onCluster && flags.detach) refuseDetach(flags);
  const devices = await chooseDevices(flags.on);
  const found = await find(devices, await createConfirm({ task, flags, devices }));
  if (found === undefined) return 0;
  const { root, session: resumed } = found;
  await using held = new AsyncDisposableStack();
  if (resumed !== undefined) held.use(resumed);
  const shown = shownPath(root, Deno.cwd());
  // On a cluster, the runs are left to the cluster.
  if (flags.detach && !onCluster) {
    // Refused here, rather than by the process in the background.
    await held.disposeAsync();
    const { openToStart } = await import("../../io/stage/open_to_start.ts");
    (await createPlanner({ task, flags, devices }))(await openToStart(root, flags.workdir));
    writeInBackground();
    printData(relativePath(root, Deno.cwd()));
    return await startDetached(task, root, flags);
  }
  writeInBackground();
  const { createExitRecord } = await import("../../io/grid/launches/exit_record.ts");
  const { holdGrid } = await import("../../io/grid/session.ts");
  const { listenForOrders } = await import("../../io/stage/orders.ts");
  const session = resumed ?? held.use(await holdGrid(root));
  let notice: string | undefined;
  if (resumed === undefined) {
    const { settleWorkdir } = await import("../../io/grid/workdir.ts");
    notice = settleWorkdir(session, flags.workdir);
  }
  const orders = held.use(listenForOrders(flags.grace, onCluster));
  session.onLockRemoved((lock) => {
    if (lock === "restored") orders.note(`${shown}/lock was removed, and is locked again`);
    else orders.give("drain", `${shown}/lock was removed, and another scheduler may run this grid: ${DRAINING}`);
  });
  printData(relativePath(root, Deno.cwd()));
  if (notice !== undefined) printMessage(notice);
  await tellPython(session);
  if (flags.assumeDead.length > 0) await warnAssumed(session, flags.assumeDead);
  const exit = createExitRecord(session.root);
  let hasBegun = false;
  await using hooks = prepareHooks(session);
  // On a cluster, runs continue that are left: the end of the grid follows from their ends.
  const isEnd = (code: number) => !onCluster || !flags.detach && !isFinal(code);
  const code = await guard(async () => {
    const unmet = awaited.length === 0 ? undefined : await waitForGrids(awaited, session.root, orders);
    if (unmet !== undefined) return unmet;
    const code = await recordRefusal(task, flags, () =>
      run({
        session,
        orders,
        devices,
        onBegin: () => {
          hasBegun = true;
          exit.begin();
        },
        onFailure: hooks.onFailure,
        isResumed: resumed !== undefined,
      }));
    if (isEnd(code)) exit.write(code, true);
    await held.disposeAsync();
    // An analysis gives up the permission to inspect processes.
    const recorded = await guard(() => writeRecords([root], TASK_STAGES[task], flags));
    const last = finish === undefined || isFinal(code) ? code : await finish(root, code);
    await writeSummary(root, TASK_STAGES[task]);
    return combineCodes(last, recorded);
  });
  if (isEnd(code)) exit.write(code, false);
  if (isEnd(code) && hasBegun) await hooks.end(code);
  return code;
}

// After the submission, no process would be there to continue.
function refuseDetach({ repeat = 1 }: StageFlags): void {
  if (repeat > 1) {
    throw new UsageError(
      "error: --repeat cannot be used with --detach on a cluster: leave out --detach, or repeat the command with --again",
    );
  }
}

const DRAINING = "draining: waiting for running jobs";

async function tellPython({ plan }: HeldSession): Promise<void> {
  const { findPython, isThere } = await import("../../io/system/find_python.ts");
  const { describePython } = await import("../../lib/status/notices/describe_python.ts");
  const message = describePython(plan, findPython(), isThere);
  if (message !== undefined) printMessage(message);
}

// A misspelled host would have no effect.
async function warnAssumed(session: HeldSession, hosts: readonly string[]): Promise<void> {
  const { withLaunchRecords } = await import("../../io/grid/session.ts");
  const { ALL_HOSTS, unknownHosts } = await import("../../lib/run/assume.ts");
  const unknown = unknownHosts(withLaunchRecords(session));
  const others = unknown.size === 0 ? "" : `: they are on ${[...unknown].join(", ")}`;
  for (const host of hosts.filter((host) => host !== ALL_HOSTS && !unknown.has(host))) {
    printMessage(`--assume-dead ${host}: warning: no run is unknown on that host${others}`);
  }
}
