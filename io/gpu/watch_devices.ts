/** Queries the memory and load of GPUs every few seconds, for the live view of a stage. */
import { delay } from "@std/async/delay";
import { type Device, devicesOf } from "../../lib/gpu/device.ts";
import type { FoundGpus } from "./find_gpus.ts";
import { GpuError } from "./nvidia_smi.ts";
import { updateSnapshot } from "./query.ts";

const INTERVAL_MS = 5_000;

/**
 * Starts querying every 5 s after the last answer.
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
