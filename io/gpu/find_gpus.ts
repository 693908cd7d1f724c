/** Finds the GPUs that runs may be given, when a command starts. */
import type { Device, GpuSnapshot } from "../../lib/gpu/device.ts";
import { visibleDevices } from "../../lib/gpu/visible_devices.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { steadyNow } from "../system/clock.ts";
import { GpuError } from "./nvidia_smi.ts";
import { discoverGpus } from "./query.ts";

/** GPUs, and what was known of them when they were found. */
export interface FoundGpus {
  readonly devices: readonly Device[];
  readonly snapshot: GpuSnapshot;
  /** When that was: milliseconds of `steadyNow()`. */
  readonly time: number;
}

/**
 * Looks for GPUs.
 *
 * @param warn is told of cards that are left out
 * @returns those that may be used, or in words why there is none
 * @throws {InputError} when it cannot be told whether there are any, or which of them are meant
 */
export async function findGpus(warn: (problem: Problem) => void): Promise<FoundGpus | string> {
  try {
    const time = steadyNow();
    const snapshot = await discoverGpus();
    if (snapshot.cards.length === 0 && snapshot.lost.length === 0) return "no GPU: nvidia-smi found none";
    const { devices, problems } = visibleDevices(snapshot, {
      CUDA_VISIBLE_DEVICES: Deno.env.get("CUDA_VISIBLE_DEVICES"),
      CUDA_DEVICE_ORDER: Deno.env.get("CUDA_DEVICE_ORDER"),
    });
    const errors = problems.filter(({ severity }) => severity === "error");
    problems.filter(({ severity }) => severity === "warning").forEach(warn);
    if (devices.length > 0) return { devices, snapshot, time };
    const restriction = Deno.env.get("CUDA_VISIBLE_DEVICES");
    // Nothing, or -1, hides them all on purpose; anything else that does is a mistake.
    if (restriction !== undefined && !/^\s*(-.*)?$/.test(restriction)) throw new InputError(errors);
    return errors.map(({ message }) => message).join("; ");
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    if (error.failure === "absent") return error.message;
    throw new InputError([{ severity: "error", source: "nvidia-smi", message: error.message }], { cause: error });
  }
}
