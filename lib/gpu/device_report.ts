/** The lines of `grid:status` about GPUs: memory, load, and who uses them. */
import { formatBytes } from "../messages/quantity.ts";
import { type ComputeProcess, type Device, deviceLabel } from "./device.ts";
import { describeHolder, describeProcess, type DeviceHolder } from "./obstacle.ts";

/** A device, and who has it. */
export interface DeviceReport {
  readonly device: Device;
  /** Runs of grids. */
  readonly holders: readonly DeviceHolder[];
  /** All processes that compute there, runs or not. */
  readonly processes: readonly ComputeProcess[];
}

/**
 * A line a device: its memory and load, and who has it.
 *
 * @param root the grid directory that is looked at, absolute: its own runs are named without it
 */
export function renderDevices(reports: readonly DeviceReport[], root: string): string[] {
  return reports.map(({ device, holders, processes }) => {
    const runs = holders.map((holder) =>
      holder.grid === root ? `${holder.run.split("/")[0]} (pid ${holder.pid})` : describeHolder(holder)
    );
    // A run's own processes are its own affair; where there is none, somebody else's are everyone's.
    const users = holders.length > 0 ? runs : processes.map(describeProcess);
    return `  ${deviceLabel(device)}  ${[...measuresOf(device), users.join(", ") || "free"].join("  ")}`;
  });
}

/** A device's memory and load, as far as they are known: `21 GiB of 40 GiB`, `97 % load`. */
export function measuresOf({ memoryFree, memoryTotal, utilization }: Device): string[] {
  return [
    ...(memoryFree === undefined || memoryTotal === undefined
      ? []
      : [`${formatBytes(memoryTotal - memoryFree)} of ${formatBytes(memoryTotal)}`]),
    ...(utilization === undefined ? [] : [`${Math.round(utilization * 100)} % load`]),
  ];
}
