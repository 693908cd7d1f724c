/** The steps that the commands which run a grid share. */
import { agree, print } from "../io/system/terminal.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { chooseDevices, type DeviceChoice } from "./choose_devices.ts";
import type { StageFlags } from "./flags/stage_flags.ts";
import { startDetached } from "./start_detached.ts";

/** The parts that are not the same. */
export interface GridRun {
  /** The task that goes on in the background, and the question's verb. */
  readonly task: "train" | "test" | "run";
  /** Gives the grid directory, absolute. */
  find(devices: DeviceChoice): Promise<string>;
  /** Runs it, and gives the exit code. */
  run(gridDir: string, devices: DeviceChoice): Promise<number>;
}

/**
 * Chooses devices, finds the grid directory and prints it, asks if that is wanted, and runs it here or in the background.
 *
 * @returns the exit code
 */
export async function runGrid(flags: StageFlags, { task, find, run }: GridRun): Promise<number> {
  const devices = await chooseDevices(flags.on);
  const gridDir = await find(devices);
  const shown = shownPath(gridDir, Deno.cwd());
  print(shown);
  const verb = `${task[0]!.toUpperCase()}${task.slice(1)}`;
  if (flags.agree && !agree(`${verb} ${shown}?`)) return 0;
  if (flags.detach) return await startDetached(task, gridDir, flags);
  return await run(gridDir, devices);
}
