/** Finds the GPUs that may be assigned to runs, when a command starts. */
import { delay } from "@std/async/delay";
import { type Device, devicesOf, type GpuSnapshot, processesOn } from "../../lib/gpu/device.ts";
import type { DeviceReport } from "../../lib/gpu/device_report.ts";
import { visibleDevices } from "../../lib/gpu/visible_devices.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { steadyNow } from "../system/clock.ts";
import type { HostIdentity } from "../system/place.ts";
import { holdersOf } from "./leases.ts";
import { discoverGpus, GpuError, updateSnapshot } from "./query.ts";

/** The GPUs that may be used, and their state when they were found. */
export interface FoundGpus {
  /** The devices that runs may use. */
  readonly devices: readonly Device[];
  /** The answer of nvidia-smi. */
  readonly snapshot: GpuSnapshot;
  /** When the snapshot was taken: milliseconds since the epoch. */
  readonly time: number;
}

/**
 * Finds the GPUs that may be used.
 *
 * @param warn called for each card that is skipped
 * @returns the GPUs, or a message that says why there are none
 * @throws {InputError} if GPUs cannot be queried, or `CUDA_VISIBLE_DEVICES` is invalid or ambiguous
 */
export async function findGpus(warn: (problem: Problem) => void): Promise<FoundGpus | string> {
  try {
    const time = steadyNow();
    const snapshot = await discoverGpus();
    if (snapshot.cards.length === 0 && snapshot.lost.length === 0) return "nvidia-smi found no GPU";
    const { devices, problems } = visibleDevices(snapshot, {
      CUDA_VISIBLE_DEVICES: Deno.env.get("CUDA_VISIBLE_DEVICES"),
      CUDA_DEVICE_ORDER: Deno.env.get("CUDA_DEVICE_ORDER"),
    });
    const errors = problems.filter(({ severity }) => severity === "error");
    problems.filter(({ severity }) => severity === "warning").forEach(warn);
    if (devices.length > 0) return { devices, snapshot, time };
    const restriction = Deno.env.get("CUDA_VISIBLE_DEVICES");
    // An empty value or -1 hides all GPUs on purpose. Any other value that hides all of them is a mistake.
    if (restriction !== undefined && !/^\s*(-.*)?$/.test(restriction)) throw new InputError(errors);
    return errors.map(({ message }) => message).join("; ");
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    if (error.failure === "absent") return error.message;
    throw new InputError([{ severity: "error", source: "nvidia-smi", message: error.message }], { cause: error });
  }
}

// Short, because someone is waiting for the output.
const TIMEOUT_MS = 3_000;

/**
 * Queries the devices that a grid may use, as far as they exist on this machine, and their users. For `grid:status`.
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

const INTERVAL_MS = 5_000;

/**
 * Queries the memory and load of GPUs for the live view of a stage, each time 5 s after the last answer.
 *
 * @param update called with the devices after each query
 * @returns a function that stops it
 */
export function watchDevices({ snapshot }: FoundGpus, update: (devices: readonly Device[]) => void): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  (async () => {
    let known = snapshot;
    for (;;) {
      await delay(INTERVAL_MS, { signal, persistent: false });
      try {
        known = await updateSnapshot(known, "memory");
        update(devicesOf(known));
      } catch (error) {
        // Failures are reported where a run waits for a device.
        if (!(error instanceof GpuError)) throw error;
      }
    }
  })().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return () => stopped.abort();
}
