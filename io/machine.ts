/** What this machine is and offers. */
import { cpuQuota, type Machine, memoryLimit } from "../lib/schedule/cgroup_limits.ts";
import { readTextIfReadable } from "./files.ts";

/** What the kernel says of CPUs and memory: the affinity, and the quota and limit of the cgroup, version 1 or 2. */
export function readMachine(): Machine {
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

/** What tells one boot of one machine, and one namespace of processes on it, from all others. */
export interface Place {
  readonly host: string;
  /** `-` where the system does not say. */
  readonly boot: string;
  /** `-` where the system does not say. */
  readonly pidNamespace: string;
}

/** Where this process runs. */
export function readPlace(): Place {
  let pidNamespace = "-";
  try {
    pidNamespace = Deno.readLinkSync("/proc/self/ns/pid");
  } catch {
    // No Linux, or no /proc.
  }
  // White space would break the claims, whose words it separates.
  const host = Deno.hostname().replaceAll(/\s/g, "_") || "-";
  return { host, boot: readTextIfReadable("/proc/sys/kernel/random/boot_id")?.trim() || "-", pidNamespace };
}

/** Whether processes have their machine-wide numbers here: in a container they usually do not. */
export function isMachineWide(place: Place): boolean {
  // PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h.
  return place.pidNamespace === `pid:[${0xEFFFFFFC}]`;
}

/** Whether there is a process of this number, be it another user's, of which `/proc` may tell nothing (`hidepid`). */
export function isProcess(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    Deno.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/**
 * The start time of a process, in the kernel's ticks since the boot: with the pid it identifies a process.
 *
 * @returns `undefined` when there is no such process, or only what is left of it (a zombie)
 */
export function startTimeOf(pid: number): number | undefined {
  return readProcess(pid)?.start;
}

/** A process that lives: the session that it is in, and its start time in ticks since the boot. */
export interface Process {
  readonly session: number;
  readonly start: number;
}

/** What `/proc` tells of a process; `undefined` when there is none, or only what is left of it (a zombie). */
export function readProcess(pid: number): Process | undefined {
  const stat = readTextIfReadable(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold anything, spaces and parentheses too.
  const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return words[0] === "Z" || words[0] === "X" ? undefined : { session: Number(words[3]), start: Number(words[19]) };
}
