/** Decides which GPUs can be assigned to a run now, and what blocks the others. */
import { printable } from "../messages/printable.ts";
import { formatBytes } from "../messages/quantity.ts";
import {
  type ComputeProcess,
  type Device,
  deviceLabel,
  type DeviceNeeds,
  devicesOf,
  type DevicesWanted,
  type GpuSnapshot,
  processesOn,
} from "./device.ts";

/** A device to check: its UUID, and whether runs of this grid are already on it and hold its lease. */
export type Candidate = DevicesWanted["candidates"][number];

/** The state of the machine's GPUs, leases and processes. */
export interface GpuKnowledge {
  /** The last successful answer of nvidia-smi. */
  readonly snapshot: GpuSnapshot;
  /** Why the latest query failed; `undefined` if it succeeded. */
  readonly failure: string | undefined;
  /** Whether pids are those of the host: in a container they may not be. */
  readonly knowsPids: boolean;
  /** Whether a device's lease is free. */
  isLeaseFree(uuid: string): boolean;
  /** The gate of its lease, if another process has locked it. */
  lockedGateOf(uuid: string): string | undefined;
  /** Whether others leased it first several times, so that the next try has to wait. */
  isContended(uuid: string): boolean;
  /** Who holds its lease, if the holder left a record. */
  holderOf(uuid: string): DeviceHolder | undefined;
  /** Whether a process with this pid exists. */
  isAlive(pid: number): boolean;
  /** Whether a process belongs to a run of this grid. */
  isOurs(pid: number): boolean;
}

/** The result of a check: devices that can be assigned, and devices that cannot. */
export interface Eligibility {
  /** UUIDs, in the order of the candidates. */
  readonly free: readonly string[];
  readonly blocked: readonly Blocked[];
}

/**
 * Checks all candidates.
 *
 * @param devices the devices that the grid may use, to describe blocked ones
 */
export function assessDevices(
  { needs, candidates }: DevicesWanted,
  devices: readonly Device[],
  known: GpuKnowledge,
): Eligibility {
  const free: string[] = [];
  const blocked: Blocked[] = [];
  const present = devicesOf(known.snapshot);
  for (const candidate of candidates) {
    const obstacle = findObstacle(candidate, present, needs, known);
    const device = devices.find(({ uuid }) => uuid === candidate.uuid);
    if (obstacle === undefined) free.push(candidate.uuid);
    else if (device !== undefined) blocked.push({ device, obstacle });
  }
  return { free, blocked };
}

/**
 * Finds out why a device cannot be assigned to a run.
 *
 * Leases are checked before processes: a holder's record says more than a process.
 *
 * @param present the devices in the last answer of nvidia-smi
 * @returns `undefined` if the device can be assigned
 */
export function findObstacle(
  { uuid, joined }: Candidate,
  present: readonly Device[],
  needs: DeviceNeeds,
  known: GpuKnowledge,
): Obstacle | undefined {
  const { snapshot, failure } = known;
  if (failure !== undefined) return { kind: "unknown", reason: failure };
  const device = present.find((device) => device.uuid === uuid);
  if (device === undefined) {
    const lost = snapshot.lost.find((card) => card.uuid === uuid) ?? snapshot.lost[0];
    return { kind: "lost", reason: lost?.reason ?? "no longer listed by nvidia-smi" };
  }
  if (!known.isLeaseFree(uuid) && !joined) return { kind: "leased", holder: known.holderOf(uuid) };
  const gate = needs.runsPerGpu > 1 ? known.lockedGateOf(uuid) : undefined;
  if (gate !== undefined) return { kind: "gated", gate };
  if (known.isContended(uuid)) return { kind: "contended" };
  if (needs.memoryFree !== undefined) {
    const free = device.memoryFree ?? Infinity;
    return free < needs.memoryFree ? { kind: "memory", free, needed: needs.memoryFree } : undefined;
  }
  const process = processesOn(device, snapshot.processes).find((process) => isForeign(process, joined, known));
  return process === undefined ? undefined : { kind: "foreign", process };
}

// A process without a usable pid is assumed to belong to this grid if this grid has runs on the device.
function isForeign({ pid }: ComputeProcess, joined: boolean, known: GpuKnowledge): boolean {
  if (pid === undefined || !known.knowsPids) return !joined;
  return known.isAlive(pid) && !(joined && known.isOurs(pid));
}

/**
 * Whether fewer devices work than a run needs, so that waiting for others to release devices cannot help.
 *
 * @param total number of devices that the grid may use
 */
export function isShortOfDevices(total: number, blocked: readonly Blocked[], needs: DeviceNeeds): boolean {
  const unavailable = blocked.filter(({ obstacle: { kind } }) => kind === "lost" || kind === "unknown");
  return total - unavailable.length < needs.count;
}

/** A run that holds the lease of a device. */
export interface DeviceHolder {
  /** Its pid on this machine. */
  readonly pid: number;
  /** The name of its user. */
  readonly user: string;
  /** Absolute path of the grid directory. */
  readonly grid: string;
  /** The launch's directory within the grid directory, with the launch number: `mlp-lr=0.1-r0-3f9c2a1b/train.1`. */
  readonly run: string;
}

/** Why a device cannot be assigned now. */
export type Obstacle =
  /** Another run holds the lease; `holder` is `undefined` if it left no record. */
  | { readonly kind: "leased"; readonly holder: DeviceHolder | undefined }
  /** Another process has locked the gate of its lease, which a run passes before it shares the device. */
  | { readonly kind: "gated"; readonly gate: string }
  /** Others leased it first several times, so the next try has to wait. */
  | { readonly kind: "contended" }
  | { readonly kind: "foreign"; readonly process: ComputeProcess }
  /** Too little free memory. Bytes. */
  | { readonly kind: "memory"; readonly free: number; readonly needed: number }
  /** The device has disappeared; the reason is the driver's message. */
  | { readonly kind: "lost"; readonly reason: string }
  /** nvidia-smi does not answer, or its output cannot be parsed. */
  | { readonly kind: "unknown"; readonly reason: string };

/** A device, and why it cannot be assigned. */
export interface Blocked {
  /** The device. */
  readonly device: Device;
  /** Why it cannot be assigned. */
  readonly obstacle: Obstacle;
}

/** Describes a blocked device: `GPU 1 (NVIDIA A100-SXM4-40GB) is used by python3 (pid 23817, 4.1 GiB)`. */
export function describeBlocked({ device, obstacle }: Blocked): string {
  return `${deviceLabel(device)} ${describeObstacle(obstacle)}`;
}

/** Describes a holder: `alice's exp-lr=0.1-r0-3f9c2a1b of /home/alice/experiments/exp_20261124_093000 (pid 4711)`. */
export function describeHolder({ user, run, grid, pid }: DeviceHolder): string {
  return `${user}'s ${run.split("/")[0]} of ${grid} (pid ${pid})`;
}

function describeObstacle(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case "leased":
      return obstacle.holder === undefined ? "is leased" : `is held by ${describeHolder(obstacle.holder)}`;
    case "gated":
      return `cannot be shared: another process keeps ${obstacle.gate} locked (fuser ${obstacle.gate} shows which)`;
    case "contended":
      return "was taken by others several times, right before a run could start";
    case "foreign":
      return `is used by ${describeProcess(obstacle.process)}`;
    case "memory":
      return `has ${formatBytes(obstacle.free)} of free memory (${formatBytes(obstacle.needed)} needed)`;
    case "lost":
      return `is unavailable: ${printable(obstacle.reason)}`;
    case "unknown":
      return `cannot be queried: ${obstacle.reason}`;
  }
}

/** Describes a process: `python3 (pid 23817, 4.1 GiB)`. */
export function describeProcess({ name, pid, memory }: ComputeProcess): string {
  const details = [
    ...(pid === undefined ? [] : [`pid ${pid}`]),
    ...(memory === undefined ? [] : [formatBytes(memory)]),
  ];
  const program = name === undefined ? "another process" : printable(name).split("/").at(-1)!;
  return `${program}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}
