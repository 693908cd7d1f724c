/** Identifies the host, the boot and the PID namespace of this process, to tell whether a pid can be looked up here. */
import { readTextIfReadable } from "./files.ts";
import { maySeeProcesses } from "./permissions.ts";

/** Identifies one PID namespace in one boot of one host. */
export interface HostIdentity {
  readonly host: string;
  /** machine-id(5), as two machines can have the same host name; `-` if unknown. */
  readonly machine: string;
  /** Changes with each boot; `-` if unknown. */
  readonly boot: string;
  /** `pid:[4026531836]`; `-` if unknown. */
  readonly pidNamespace: string;
}

/** The identity of the host on which this process runs. */
export function readHostIdentity(): HostIdentity {
  if (!maySeeProcesses()) return { host: "-", machine: "-", boot: "-", pidNamespace: "-" };
  let pidNamespace = "-";
  try {
    pidNamespace = Deno.readLinkSync("/proc/self/ns/pid");
  } catch {
    // Not Linux, or /proc is not mounted.
  }
  // Claims separate their fields by whitespace.
  const host = Deno.hostname().replaceAll(/\s/g, "_") || "-";
  const read = (path: string) => readTextIfReadable(path)?.trim().replaceAll(/\s/g, "_") || "-";
  return { host, machine: read("/etc/machine-id"), boot: read("/proc/sys/kernel/random/boot_id"), pidNamespace };
}

/** Whether pids here are those of the host. In a container they usually are not. */
export function hasHostPids(identity: HostIdentity): boolean {
  // PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h.
  return identity.pidNamespace === `pid:[${0xEFFFFFFC}]`;
}
