/** The steps that all commands that run experiments have in common. */
import type { HeldSession } from "../io/grid/session.ts";
import type { Orders } from "../io/stage/orders.ts";
import { printData, printMessage, writeInBackground } from "../io/system/terminal.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import type { Stage } from "../lib/run/stage.ts";
import { type Confirm, createConfirm } from "./agree.ts";
import { chooseDevices, type DeviceChoice } from "./choose_devices.ts";
import { UsageError } from "./flags/command_line.ts";
import type { StageFlags } from "./flags/stage_flags.ts";
import { startDetached } from "./start_detached.ts";

/** The grid directory of a command. */
export interface FoundGrid {
  /** Absolute. */
  readonly root: string;
  /** The session, if the directory is locked already: `--resume` locks it before it changes the plan. */
  readonly session?: HeldSession | undefined;
}

/** A grid directory that this process has locked, with the orders and devices for its runs. */
export interface HeldGrid {
  readonly session: HeldSession;
  readonly orders: Orders;
  readonly devices: DeviceChoice;
  /** Whether its plan was replaced by this process, which has then described what that changes. */
  readonly isResumed: boolean;
  /** Indices of the experiments to run, instead of `--only`. */
  readonly selected?: ReadonlySet<number> | undefined;
}

/** The steps that differ between commands. */
export interface GridRun {
  /** The task, for `--detach`. */
  readonly task: "train" | "test" | "run";
  /**
   * Finds or creates the grid directory.
   *
   * @param confirm asks before anything is created or changed (`--agree`)
   * @returns `undefined` if the user chose to do nothing
   */
  find(devices: DeviceChoice, confirm: Confirm | undefined): Promise<FoundGrid | undefined>;
  /** Runs the experiments. Returns the exit code. */
  run(grid: HeldGrid): Promise<number>;
  /** Called after an exit code of 0 or 1, once the directory is unlocked. Returns the exit code of the command. */
  finish?(root: string, code: number): Promise<number>;
}

/**
 * Chooses devices, asks for confirmation (`--agree`), finds the grid directory, prints its path, and runs the experiments here
 * or in the background (`--detach`).
 *
 * @returns the exit code
 */
export async function runGrid(flags: StageFlags, { task, find, run, finish }: GridRun): Promise<number> {
  // The question needs an answer; nothing else waits for a reader.
  if (!flags.agree) writeInBackground();
  const onSlurm = flags.on === "slurm";
  if (onSlurm && flags.detach) refuseDetach(task, flags);
  const devices = await chooseDevices(flags.on);
  const confirm = await createConfirm(flags, { stages: STAGES[task], devices });
  const found = await find(devices, confirm && await afterPlaceCheck(confirm, flags));
  if (found === undefined) return 0;
  const { root, session: resumed } = found;
  await using held = new AsyncDisposableStack();
  if (resumed !== undefined) held.use(resumed);
  const shown = shownPath(root, Deno.cwd());
  // Before it is left to another process.
  const inBackground = flags.detach && !onSlurm;
  if (resumed === undefined && inBackground) await checkPlace(root, flags);
  writeInBackground();
  if (inBackground) {
    printData(shown);
    await held.disposeAsync();
    await refuseHeld(root);
    return await startDetached(task, root, flags);
  }
  const { holdGrid } = await import("../io/grid/session.ts");
  const { listenForOrders } = await import("../io/stage/orders.ts");
  const session = resumed ?? held.use(await holdGrid(root));
  let notice: string | undefined;
  if (resumed === undefined) {
    const { settleWorkdir } = await import("../io/grid/workdir.ts");
    notice = settleWorkdir(session, flags.workdir);
  }
  const orders = held.use(listenForOrders(flags.grace, onSlurm));
  session.onLockRemoved((lock) => {
    if (lock === "restored") orders.note(`${shown}/lock was removed, and is locked again`);
    else orders.give("drain", `${shown}/lock was removed, and another scheduler may run this grid: ${DRAINING}`);
  });
  printData(shown);
  if (notice !== undefined) printMessage(notice);
  const code = await run({ session, orders, devices, isResumed: resumed !== undefined });
  await held.disposeAsync();
  return finish === undefined || code > 1 ? code : await finish(root, code);
}

const STAGES: Readonly<Record<GridRun["task"], readonly Stage[]>> = {
  train: ["train"],
  test: ["test"],
  run: ["train", "test"],
};

// Nobody would go on after the submission.
function refuseDetach(task: GridRun["task"], { repeat = 1 }: StageFlags): void {
  if (task === "run") {
    throw new UsageError(
      "error: grid:run --on slurm cannot be used with --detach, as it tests what was trained: " +
        "use grid:train --on slurm --detach, and grid:test once it has finished; or keep grid:run running in tmux",
    );
  }
  if (repeat > 1) {
    throw new UsageError(
      "error: --repeat cannot be used with --detach on Slurm: leave out --detach, or repeat the command with --again",
    );
  }
}

const DRAINING = "nothing more is started, the running ones may end";

// Nothing is asked about runs that would be refused afterwards.
async function afterPlaceCheck(confirm: Confirm, { workdir }: StageFlags): Promise<Confirm> {
  const { checkWorkdir, resolveWorkdir } = await import("../io/grid/workdir.ts");
  const { isGridDir } = await import("../io/grid/grid_dir.ts");
  return (grid, where) => {
    if (workdir !== undefined) resolveWorkdir(workdir);
    else if (isGridDir(grid.root)) checkWorkdir(grid.root, grid.plan);
    confirm(grid, where);
  };
}

async function checkPlace(root: string, { workdir }: StageFlags): Promise<void> {
  const { checkWorkdir, resolveWorkdir } = await import("../io/grid/workdir.ts");
  if (workdir !== undefined) return void resolveWorkdir(workdir);
  const { readPlan } = await import("../io/grid/grid_dir.ts");
  const { gridPaths } = await import("../lib/store/layout.ts");
  checkWorkdir(root, readPlan(gridPaths(root)));
}

async function refuseHeld(root: string): Promise<void> {
  const { LockedError, lockState } = await import("../io/grid/lock.ts");
  const { gridPaths } = await import("../lib/store/layout.ts");
  const { held, holder } = lockState(gridPaths(root).lock);
  if (held) throw new LockedError(holder);
}
