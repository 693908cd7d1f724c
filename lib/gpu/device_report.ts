/** The GPU lines of `grid:status`: memory, load, and the runs or processes that use each device. */
import { formatBytes } from "../messages/quantity.ts";
import { type ComputeProcess, type Device, deviceLabel } from "./device.ts";
import { describeHolder, describeProcess, type DeviceHolder } from "./eligibility.ts";

/** A device and its users. */
export interface DeviceReport {
  readonly device: Device;
  /** Runs of any grid that hold its lease. */
  readonly holders: readonly DeviceHolder[];
  /** All compute processes on it, including those of runs. */
  readonly processes: readonly ComputeProcess[];
}

/**
 * One line per device: memory, load, and users.
 *
 * @param root absolute path of the grid directory being shown; its runs are listed without user and directory
 */
export function renderDevices(reports: readonly DeviceReport[], root: string): string[] {
  return reports.map(({ device, holders, processes }) => {
    const runs = holders.map((holder) =>
      holder.grid === root ? `${holder.run.split("/")[0]} (pid ${holder.pid})` : describeHolder(holder)
    );
    // Processes are only listed where no run holds the device: otherwise they most likely belong to that run.
    const users = holders.length > 0 ? runs : processes.map(describeProcess);
    return `  ${deviceLabel(device)}  ${[...measuresOf(device), users.join(", ") || "free"].join("  ")}`;
  });
}

/** A device's memory and load, where known: `21 GiB of 40 GiB`, `97 % load`. */
export function measuresOf({ memoryFree, memoryTotal, utilization }: Device): string[] {
  return [
    ...(memoryFree === undefined || memoryTotal === undefined
      ? []
      : [`${formatBytes(memoryTotal - memoryFree)} of ${formatBytes(memoryTotal)}`]),
    ...(utilization === undefined ? [] : [`${Math.round(utilization * 100)} % load`]),
  ];
}
