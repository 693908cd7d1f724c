/** Finds the GPUs that may be assigned to runs, when a command starts. */
import type { Device, GpuSnapshot } from "../../lib/gpu/device.ts";
import { visibleDevices } from "../../lib/gpu/visible_devices.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { steadyNow } from "../system/clock.ts";
import { GpuError } from "./nvidia_smi.ts";
import { discoverGpus } from "./query.ts";

/** The GPUs that may be used, and their state when they were found. */
export interface FoundGpus {
  /** The devices that runs may use. */
  readonly devices: readonly Device[];
  /** What nvidia-smi told. */
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
    // An empty value or -1 hides all GPUs on purpose; any other value that does is a mistake.
    if (restriction !== undefined && !/^\s*(-.*)?$/.test(restriction)) throw new InputError(errors);
    return errors.map(({ message }) => message).join("; ");
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    if (error.failure === "absent") return error.message;
    throw new InputError([{ severity: "error", source: "nvidia-smi", message: error.message }], { cause: error });
  }
}
