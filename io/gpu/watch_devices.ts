/** Asks for the memory and load of GPUs every few seconds, for the live view of a stage. */
import { delay } from "@std/async/delay";
import { type Device, devicesOf } from "../../lib/gpu/device.ts";
import type { FoundGpus } from "./find_gpus.ts";
import { GpuError } from "./nvidia_smi.ts";
import { lookAgain } from "./query.ts";

const INTERVAL_MS = 5_000;

/**
 * Asks for them every few seconds, and less often while nvidia-smi is slow.
 *
 * @param update is told what is known now
 * @returns ends it
 */
export function watchDevices({ snapshot }: FoundGpus, update: (devices: readonly Device[]) => void): () => void {
  const over = new AbortController();
  const { signal } = over;
  (async () => {
    let known = snapshot;
    for (;;) {
      await delay(INTERVAL_MS, { signal, persistent: false });
      try {
        known = await lookAgain(known, "memory");
        update(devicesOf(known));
      } catch (error) {
        // Whoever waits for a device is told of it.
        if (!(error instanceof GpuError)) throw error;
      }
    }
  })().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return () => over.abort();
}
