/** The steps that all commands which run a grid share. */
import type { HeldSession } from "../io/grid/session.ts";
import type { Orders } from "../io/stage/orders.ts";
import { agree, print, writeInBackground } from "../io/system/terminal.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { chooseDevices, type DeviceChoice } from "./choose_devices.ts";
import type { StageFlags } from "./flags/stage_flags.ts";
import { startDetached } from "./start_detached.ts";

/** A grid directory that a command works on. */
export interface FoundGrid {
  /** Absolute. */
  readonly root: string;
  /** Set when the directory is held already: by a resume, from before it changed the plan. */
  readonly session?: HeldSession | undefined;
}

/** A grid directory that this process alone may change, and what to run it with. */
export interface HeldGrid {
  readonly session: HeldSession;
  readonly orders: Orders;
  readonly devices: DeviceChoice;
}

/** The steps in which commands differ. */
export interface GridRun {
  /** The task that goes on in the background, and the question's verb. */
  readonly task: "train" | "test" | "run";
  /** Gives the grid directory. */
  find(devices: DeviceChoice): Promise<FoundGrid>;
  /** Runs it, and gives the exit code. */
  run(grid: HeldGrid): Promise<number>;
  /** What follows when the directory is held no longer, after an exit code of 0 or 1; gives the exit code. */
  finish?(root: string, code: number): Promise<number>;
}

/**
 * Chooses devices, finds the grid directory and prints it, asks if that is wanted, and runs it here or in the background.
 *
 * @returns the exit code
 */
export async function runGrid(flags: StageFlags, { task, find, run, finish }: GridRun): Promise<number> {
  // The question needs an answer; nothing else waits for a reader.
  if (!flags.agree) writeInBackground();
  const devices = await chooseDevices(flags.on);
  const { root, session: resumed } = await find(devices);
  await using held = new AsyncDisposableStack();
  if (resumed !== undefined) held.use(resumed);
  const shown = shownPath(root, Deno.cwd());
  print(shown);
  const verb = `${task[0]!.toUpperCase()}${task.slice(1)}`;
  if (flags.agree && !agree(`${verb} ${shown}?`)) return 0;
  writeInBackground();
  if (flags.detach) {
    await held.disposeAsync();
    return await startDetached(task, root, flags);
  }
  const { holdGrid } = await import("../io/grid/session.ts");
  const { listenForOrders } = await import("../io/stage/orders.ts");
  const session = resumed ?? held.use(await holdGrid(root));
  const orders = held.use(listenForOrders(flags.grace));
  const code = await run({ session, orders, devices });
  await held.disposeAsync();
  return finish === undefined || code > 1 ? code : await finish(root, code);
}
