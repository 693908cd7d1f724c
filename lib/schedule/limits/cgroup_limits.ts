/** The CPUs and the memory available to this process, parsed from the files of Linux control groups (v1 and v2). */
import type { Needs } from "./budget.ts";

/** Access to the files in which Linux describes limits. */
export interface CgroupFiles {
  /** The content of `/proc/self/cgroup`; `undefined` if there is no such file. */
  readonly membership: string | undefined;
  /** Reads a file below `/sys/fs/cgroup`; `undefined` if it cannot be read. */
  readonly read: (path: string) => string | undefined;
}

/** The limits of this process. */
export interface MachineLimits {
  /** Number of CPUs in the scheduling affinity. */
  readonly affinity: number;
  /** CPU quota of the cgroup, in CPUs; `undefined` if there is none. */
  readonly cpuQuota: number | undefined;
  /** Physical memory, in bytes. */
  readonly memory: number;
  /** Memory limit of the cgroup, in bytes; `undefined` if there is none. */
  readonly memoryLimit: number | undefined;
}

/** The capacity for runs: whole CPUs, at least 1, and bytes of memory. */
export function capacityWithin(machine: MachineLimits): Needs {
  return {
    // Rounded down: with a quota of 1.5 CPUs, two runs of one CPU each would throttle each other.
    cpus: Math.max(1, Math.min(machine.affinity, Math.floor(machine.cpuQuota ?? Infinity))),
    memory: Math.min(machine.memory, machine.memoryLimit ?? Infinity),
  };
}

/**
 * The CPU quota: the smallest one between the process's cgroup and the root, from `cpu.max` (v2) or `cpu.cfs_quota_us` and
 * `cpu.cfs_period_us` (v1).
 *
 * @returns a number of CPUs above 0; `undefined` if there is no quota
 */
export function cpuQuota(files: CgroupFiles): number | undefined {
  const limits = ancestorsOf(files.membership, "cpu").map(({ version, path }) => {
    if (version === 2) {
      const [quota, period] = (files.read(`${path}/cpu.max`) ?? "").trim().split(" ");
      return ratio(quota, period);
    }
    return ratio(files.read(`${path}/cpu.cfs_quota_us`)?.trim(), files.read(`${path}/cpu.cfs_period_us`)?.trim());
  });
  return smallest(limits);
}

/**
 * The memory limit: the smallest one between the process's cgroup and the root, from `memory.max` (v2) or
 * `memory.limit_in_bytes` (v1).
 *
 * @returns bytes, above 0; `undefined` if there is no limit
 */
export function memoryLimit(files: CgroupFiles): number | undefined {
  const limits = ancestorsOf(files.membership, "memory").map(({ version, path }) => {
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

// The cgroups from the process's own to the root. Lines are `id:controllers:path`; v2 lines have no controllers. In a
// container the path may not exist below the mount: the mount's root is then the cgroup of the container.
function ancestorsOf(membership: string | undefined, controller: string): { version: 1 | 2; path: string }[] {
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
