/** Where this process runs: host, boot, namespace of processes. */
import { readTextIfReadable } from "./files.ts";

/** What tells one boot of one machine, and one namespace of processes on it, from all others. */
export interface HostIdentity {
  readonly host: string;
  /** `-` where the system does not say. */
  readonly boot: string;
  /** `-` where the system does not say. */
  readonly pidNamespace: string;
}

/** Where this process runs. */
export function readHostIdentity(): HostIdentity {
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
export function isMachineWide(place: HostIdentity): boolean {
  // PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h.
  return place.pidNamespace === `pid:[${0xEFFFFFFC}]`;
}
