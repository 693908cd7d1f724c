/** Reads how many CPUs and how much memory this process may use. */
import { cpuQuota, type MachineLimits, memoryLimit } from "../../lib/schedule/slots.ts";
import { readTextIfReadable } from "./files.ts";

/** The CPU affinity and the memory of the machine, and the limits of the cgroup (v1 or v2). */
export function readMachineLimits(): MachineLimits {
  const files = {
    membership: readTextIfReadable("/proc/self/cgroup"),
    read: (path: string) => readTextIfReadable(`/sys/fs/cgroup${path}`),
  };
  return {
    affinity: navigator.hardwareConcurrency,
    cpuQuota: cpuQuota(files),
    memory: Deno.systemMemoryInfo().total,
    memoryLimit: memoryLimit(files),
  };
}
