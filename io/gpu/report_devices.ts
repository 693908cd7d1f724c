/** Queries the GPUs of a grid and their users, for `grid:status`. */
import { devicesOf, processesOn } from "../../lib/gpu/device.ts";
import type { DeviceReport } from "../../lib/gpu/device_report.ts";
import type { HostIdentity } from "../system/place.ts";
import { holdersOf } from "./leases.ts";
import { discoverGpus } from "./query.ts";

// Short, because someone is waiting for the output.
const TIMEOUT_MS = 3_000;

/**
 * Queries the devices that a grid may use, as far as they exist on this machine.
 *
 * @param uuids the devices of the grid
 * @throws {GpuError} if nvidia-smi fails, or does not answer within 3 s
 */
export async function reportDevices(uuids: readonly string[], place: HostIdentity): Promise<DeviceReport[]> {
  const snapshot = await discoverGpus(TIMEOUT_MS);
  return devicesOf(snapshot).filter(({ uuid }) => uuids.includes(uuid)).map((device) => ({
    device,
    holders: holdersOf(device.uuid, place),
    processes: processesOn(device, snapshot.processes),
  }));
}
