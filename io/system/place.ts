/** Where this process runs: host, boot, namespace of processes. */
import { readTextIfReadable } from "./files.ts";
import { maySeeProcesses } from "./permissions.ts";

/** What tells one boot of one machine, and one namespace of processes on it, from all others. */
export interface HostIdentity {
  readonly host: string;
  /** Of the installation (machine-id(5)): tells apart two machines of one name. `-` where the system does not say. */
  readonly machine: string;
  /** Of the boot: the same for all containers of a machine. `-` where the system does not say. */
  readonly boot: string;
  /** `-` where the system does not say. */
  readonly pidNamespace: string;
}

/** Where this process runs. Without the permission to see processes (Deno's), it is not known. */
export function readHostIdentity(): HostIdentity {
  if (!maySeeProcesses()) return { host: "-", machine: "-", boot: "-", pidNamespace: "-" };
  let pidNamespace = "-";
  try {
    pidNamespace = Deno.readLinkSync("/proc/self/ns/pid");
  } catch {
    // No Linux, or no /proc.
  }
  // White space would break the claims, whose words it separates.
  const host = Deno.hostname().replaceAll(/\s/g, "_") || "-";
  const read = (path: string) => readTextIfReadable(path)?.trim().replaceAll(/\s/g, "_") || "-";
  return { host, machine: read("/etc/machine-id"), boot: read("/proc/sys/kernel/random/boot_id"), pidNamespace };
}

/** Whether processes have their machine-wide numbers here: in a container they usually do not. */
export function isMachineWide(place: HostIdentity): boolean {
  // PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h.
  return place.pidNamespace === `pid:[${0xEFFFFFFC}]`;
}
