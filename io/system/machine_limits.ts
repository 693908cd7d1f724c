/** The CPUs and the memory that this process may use. */
import { cpuQuota, type MachineLimits, memoryLimit } from "../../lib/schedule/cgroup_limits.ts";
import { readTextIfReadable } from "./files.ts";

/** What the kernel says of CPUs and memory: the affinity, and the quota and limit of the cgroup, version 1 or 2. */
export function readMachine(): MachineLimits {
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
