/** What a machine offers, from what its kernel says. */
import type { Needs } from "./budget.ts";

/** The texts that Linux describes limits in; each absent where there is no such file. */
export interface CgroupFiles {
  /** `/proc/self/cgroup` */
  readonly membership: string | undefined;
  /** Reads a file below `/sys/fs/cgroup`. */
  readonly read: (path: string) => string | undefined;
}

/** What this process may use. */
export interface MachineLimits {
  /** CPUs in the scheduling affinity. */
  readonly affinity: number;
  /** CPUs by the cgroup's quota; `undefined` without one. */
  readonly cpuQuota: number | undefined;
  /** Bytes of physical memory. */
  readonly memory: number;
  /** Bytes by the cgroup's limit; `undefined` without one. */
  readonly memoryLimit: number | undefined;
}

/** The CPUs (at least 1) and the memory that runs can be given. */
export function capacityWithin(machine: MachineLimits): Needs {
  return {
    // A quota of 1.5 CPUs keeps two runs of one CPU waiting for each other: round down.
    cpus: Math.max(1, Math.min(machine.affinity, Math.floor(machine.cpuQuota ?? Infinity))),
    memory: Math.min(machine.memory, machine.memoryLimit ?? Infinity),
  };
}

/**
 * The quota of CPUs: of `cpu.max` (cgroup v2) or `cpu.cfs_quota_us` and `cpu.cfs_period_us` (v1), the smallest on the way
 * from the process's own group to the root.
 *
 * @returns CPUs, above 0; `undefined` where nothing limits them
 */
export function cpuQuota(files: CgroupFiles): number | undefined {
  const limits = groupsOf(files.membership, "cpu").map(({ version, path }) => {
    if (version === 2) {
      const [quota, period] = (files.read(`${path}/cpu.max`) ?? "").trim().split(" ");
      return ratio(quota, period);
    }
    return ratio(files.read(`${path}/cpu.cfs_quota_us`)?.trim(), files.read(`${path}/cpu.cfs_period_us`)?.trim());
  });
  return smallest(limits);
}

/**
 * The limit of memory: of `memory.max` (cgroup v2) or `memory.limit_in_bytes` (v1), the smallest on the way to the root.
 *
 * @returns bytes, above 0; `undefined` where nothing limits it
 */
export function memoryLimit(files: CgroupFiles): number | undefined {
  const limits = groupsOf(files.membership, "memory").map(({ version, path }) => {
    const text = files.read(`${path}/${version === 2 ? "memory.max" : "memory.limit_in_bytes"}`)?.trim();
    const bytes = Number(text);
    // v1 writes "no limit" as the largest number of whole pages below 2^63.
    return text === undefined || text === "" || !(bytes > 0) || bytes >= 2 ** 62 ? undefined : bytes;
  });
  return smallest(limits);
}

function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const value = Number(quota) / Number(period);
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

function smallest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

// Lines are `id:controllers:path`; those of v2 have no controllers. In a container the path may not exist below the mount,
// whose root is then the container's own group.
function groupsOf(membership: string | undefined, controller: string): { version: 1 | 2; path: string }[] {
  const lines = (membership ?? "").split("\n").map((line) => /^(\d+):([^:]*):(.*)$/.exec(line)).filter((line) =>
    line !== null
  );
  return lines.flatMap(([, , controllers, path]) => {
    if (controllers !== "" && !controllers!.split(",").includes(controller)) return [];
    const version = controllers === "" ? 2 : 1;
    const mount = version === 2 ? "" : `/${controller}`;
    const parts = path!.split("/").filter((part) => part !== "" && part !== "..");
    return Array.from({ length: parts.length + 1 }, (_, n) => ({
      version: version as 1 | 2,
      path: `${mount}${parts.slice(0, parts.length - n).map((part) => `/${part}`).join("")}`,
    }));
  });
}
