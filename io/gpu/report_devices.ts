/** Asks who uses the GPUs of a grid, for `grid:status`. */
import { devicesOf, processesOn } from "../../lib/gpu/device.ts";
import type { DeviceReport } from "../../lib/gpu/device_report.ts";
import type { HostIdentity } from "../system/place.ts";
import { holdersOf } from "./leases.ts";
import { discoverGpus } from "./query.ts";

// A person waits.
const DEADLINE_MS = 3_000;

/**
 * Asks for the devices that are there of those that a grid may use.
 *
 * @param uuids of the devices
 * @throws {GpuError} when nvidia-smi fails, or hangs for some seconds
 */
export async function reportDevices(uuids: readonly string[], place: HostIdentity): Promise<DeviceReport[]> {
  const snapshot = await discoverGpus(DEADLINE_MS);
  return devicesOf(snapshot).filter(({ uuid }) => uuids.includes(uuid)).map((device) => ({
    device,
    holders: holdersOf(device.uuid, place),
    processes: processesOn(device, snapshot.processes),
  }));
}
