/** How many runs fit at a time: the hardware of a stage, and the CPUs and the memory that runs share. */
import type { Device } from "../gpu/device.ts";
import { roundCpus, type Settings } from "../grid/settings/settings.ts";

/** The hardware that the runs of a stage use. */
export type Hardware =
  | { readonly kind: "cpu" }
  /** The nodes of a cluster, whose queue starts them. */
  | { readonly kind: "cluster" }
  /** `cpusPerRun`: CPUs per run, unless `cpus_per_run` is set. Below 1 if the machine has more GPU slots than CPUs. */
  | { readonly kind: "gpu"; readonly cpusPerRun: number };

/** How many runs of a stage fit at a time, and on what. */
export interface Room {
  readonly hardware: Hardware;
  /** Number of runs at a time, at least 1. */
  readonly slots: number;
  /** The CPUs and the memory for all runs together. */
  readonly capacity: Needs;
  /** UUIDs of the GPUs available to runs, in the order of preference; empty where the scheduler gives out none. */
  readonly devices: readonly string[];
  /** Runs are handed over to the queue of a cluster, which starts them later. */
  readonly queues?: true;
}

/** What limits the room on a machine. */
export interface RoomRequest {
  /** What the machine has. */
  readonly capacity: Needs;
  /** The settings of all groups. */
  readonly settings: readonly Settings[];
  /** `Infinity`: no limit. */
  readonly maxConcurrentRuns: number;
}

/** The room on the CPUs of a machine. */
export function roomOnCpus({ capacity, settings, maxConcurrentRuns }: RoomRequest): Room {
  const slots = Math.min(maxConcurrentRuns, slotsWithin(capacity.cpus, settings));
  return { hardware: { kind: "cpu" }, slots, capacity, devices: [] };
}

/** The room on GPUs of a machine, which runs share with its CPUs. */
export function roomOnGpus(devices: readonly Device[], { capacity, settings, maxConcurrentRuns }: RoomRequest): Room {
  const slots = Math.min(maxConcurrentRuns, slotsOn(devices.length, settings));
  // Rounded down, so that the shares never add up to more than the machine has.
  const cpusPerRun = Math.floor(capacity.cpus / slots * 1e6) / 1e6;
  return {
    hardware: { kind: "gpu", cpusPerRun },
    slots,
    capacity,
    devices: devices.map(({ uuid }) => uuid),
  };
}

/** The room on a cluster: its queue knows when runs fit. */
export const ROOM_ON_CLUSTER: Room = {
  hardware: { kind: "cluster" },
  slots: Infinity,
  capacity: { cpus: Infinity, memory: Infinity },
  devices: [],
  queues: true,
};

/** The number of CPUs that a run counts for, above 0. */
export function cpusPerRun(settings: Settings, hardware: Hardware): number {
  return settings.cpusPerRun ?? (hardware.kind === "gpu" ? hardware.cpusPerRun : 1);
}

/** The number of threads that a run is told to use, at least 1. */
export function threadsPerRun(settings: Settings, hardware: Hardware): number {
  return Math.max(1, Math.floor(cpusPerRun(settings, hardware)));
}

/**
 * The GPUs that a run sees; `undefined` if it is to see none.
 *
 * @param given UUIDs of those that the scheduler has given it
 * @returns UUIDs; `cluster` for those that a cluster gives it
 */
export function visibleGpus(
  settings: Settings,
  hardware: Hardware,
  given: readonly string[],
): readonly string[] | "cluster" | undefined {
  if (hardware.kind === "gpu") return given;
  return hardware.kind === "cluster" && settings.gpusPerRun !== undefined ? "cluster" : undefined;
}

// The runs that need least decide. Their budget keeps the others within the CPUs.
function slotsWithin(cpus: number, settings: readonly Settings[]): number {
  const least = Math.min(...settings.map(({ cpusPerRun = 1 }) => cpusPerRun));
  return settings.length === 0 ? cpus : Math.max(1, Math.floor(roundCpus(cpus / least)));
}

function slotsOn(devices: number, settings: readonly Settings[]): number {
  const slots = settings.map(({ gpusPerRun = 1, runsPerGpu }) => Math.floor(devices * runsPerGpu / gpusPerRun));
  return Math.max(1, ...slots);
}

/** Messages for settings that these GPUs can never satisfy: too few devices, or devices that cannot be shared. */
export function checkDevices(devices: readonly Device[], settings: readonly Settings[]): string[] {
  const exclusive = devices.filter(({ computeMode }) => computeMode === "exclusive_process");
  return settings.flatMap(({ gpusPerRun = 1, runsPerGpu }) => [
    ...(gpusPerRun > devices.length
      ? [
        `each run needs ${gpusPerRun} GPUs (gpus_per_run), but only ${devices.length} ${
          devices.length === 1 ? "is" : "are"
        } visible`,
      ]
      : []),
    ...(runsPerGpu > 1 && exclusive.length > 0
      ? [
        `runs cannot share GPUs in compute mode Exclusive_Process (runs_per_gpu: ${runsPerGpu}): ` +
        exclusive.map(({ position }) => `GPU ${position}`).join(", "),
      ]
      : []),
  ]);
}

// Arithmetic on the CPUs and the memory that concurrent runs share.

/** The resources that a run occupies while it is running. */
export interface Needs {
  /** Can be a fraction; sums count it in millionths. */
  readonly cpus: number;
  /** Bytes; 0 if unknown. */
  readonly memory: number;
}

/** Adds the needs of a run to a sum (`sign` 1), or subtracts them (`sign` -1). */
export function add(sum: Needs, needs: Needs, sign: 1 | -1): Needs {
  return { cpus: roundCpus(sum.cpus + sign * needs.cpus), memory: sum.memory + sign * needs.memory };
}

/** Needs, limited to a capacity. */
export function clamp(needs: Needs, capacity: Needs): Needs {
  return { cpus: Math.min(needs.cpus, capacity.cpus), memory: Math.min(needs.memory, capacity.memory) };
}

// The CPUs and the memory available to this process, parsed from the files of Linux control groups (v1 and v2).

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
