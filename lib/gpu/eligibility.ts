/** Whether a run can be given a GPU now, and what keeps it from it. */
import { type ComputeProcess, type Device, devicesOf, type GpuSnapshot, processesOn } from "./device.ts";
import type { DeviceNeeds, DevicesWanted } from "./device_needs.ts";
import type { Blocked, DeviceHolder, Obstacle } from "./obstacle.ts";

/** A device that is looked at: its UUID, and whether runs of this grid are on it, which hold its lease then. */
export type Candidate = DevicesWanted["candidates"][number];

/** What is known of the machine. */
export interface GpuKnowledge {
  /** nvidia-smi's last answer. */
  readonly snapshot: GpuSnapshot;
  /** Why it did not answer since; `undefined` when it did. */
  readonly failure: string | undefined;
  /** Whether the numbers of processes are the machine's own: in a container they may not be. */
  readonly knowsPids: boolean;
  /** Whether nobody holds a device's lease. */
  isLeaseFree(uuid: string): boolean;
  /** The gate of its lease, if another process holds that. */
  lockedGateOf(uuid: string): string | undefined;
  /** Whether others took it several times, and the next try is to wait. */
  isContended(uuid: string): boolean;
  /** Who holds it, as far as they tell. */
  holderOf(uuid: string): DeviceHolder | undefined;
  /** Whether there is such a process. */
  isAlive(pid: number): boolean;
  /** Whether a process belongs to a run of this grid. */
  isOurs(pid: number): boolean;
}

/** Devices that a run can be given, and the others. */
export interface Eligibility {
  /** UUIDs, in the order of the candidates. */
  readonly free: readonly string[];
  readonly blocked: readonly Blocked[];
}

/**
 * Looks at all candidates.
 *
 * @param devices those that the grid may use, to name what keeps a run from them
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
 * What keeps a run from a device; `undefined`: nothing, it can be given the device.
 *
 * A lease is asked for before processes: its holder says more than a process does.
 *
 * @param present the devices that nvidia-smi listed last
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
    return { kind: "lost", reason: lost?.reason ?? "nvidia-smi does not list it any more" };
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

// A process whose number tells nothing is taken for a run of this grid where there is one.
function isForeign({ pid }: ComputeProcess, joined: boolean, known: GpuKnowledge): boolean {
  if (pid === undefined || !known.knowsPids) return !joined;
  return known.isAlive(pid) && !(joined && known.isOurs(pid));
}

/**
 * Whether fewer devices work than a run needs: it cannot start however long others are waited for.
 *
 * @param total how many devices the grid may use
 */
export function isShortOfDevices(total: number, blocked: readonly Blocked[], needs: DeviceNeeds): boolean {
  const outOfUse = blocked.filter(({ obstacle: { kind } }) => kind === "lost" || kind === "unknown");
  return total - outOfUse.length < needs.count;
}
