/**
 * Looks for GPUs that a run can be given: whose lease is free, on which nobody else computes, or with enough free memory.
 *
 * nvidia-smi is asked only while a job waits for a device. For a lease nobody asks: a lock tells when it is free.
 */
import { delay } from "@std/async/delay";
import type { Device, GpuSnapshot } from "../../lib/gpu/device.ts";
import type { DeviceNeeds, DevicesWanted } from "../../lib/gpu/device_needs.ts";
import { assessDevices, type GpuKnowledge, isShortOfDevices } from "../../lib/gpu/eligibility.ts";
import type { Blocked, Obstacle } from "../../lib/gpu/obstacle.ts";
import { steadyNow } from "../system/clock.ts";
import { isProcess } from "../system/processes.ts";
import type { Leases } from "./leases.ts";
import {
  createSnapshotState,
  expireSnapshot,
  QUERY_INTERVAL_MS,
  refreshSnapshot,
  type SnapshotState,
} from "./snapshot.ts";

/** Looks for devices until it has found enough. */
export interface DeviceFinder {
  /** From now on these are looked for, and no others; `undefined`: none. */
  look(wanted: DevicesWanted | undefined): void;
  /** What was known of the GPUs holds no more: a run on one of them failed. */
  distrust(): void;
  /** Others took one of these before a run could. When that happens again and again, they are not found for a while. */
  noteLoss(uuids: readonly string[]): void;
  /** A run had these. */
  noteUse(uuids: readonly string[]): void;
}

/** What a finder tells. */
export interface FinderEvents {
  /** Enough devices are fit for these needs, now. The search is over. */
  found(free: readonly string[], needs: DeviceNeeds): void;
  /** Too few are; told whenever it changes. An empty list: nothing is waited for any more. */
  waiting(blocked: readonly Blocked[]): void;
  /** Fewer can be used than are needed, and that has been so for as long as is waited for. The search is over. */
  hopeless(): void;
  /** Leases cannot be looked at. The search is over. */
  failed(error: unknown): void;
}

/** What a finder knows, and whom it tells. */
export interface FinderInput extends FinderEvents {
  /** Those that the grid may use. */
  readonly devices: readonly Device[];
  readonly snapshot: GpuSnapshot;
  /** When that was taken: milliseconds of `steadyNow()`. */
  readonly time: number;
  readonly leases: Leases;
  /** Whether a process belongs to a living run of this grid. */
  isOurs(pid: number): boolean;
  /** Whether the numbers of processes are the machine's own: in a container they may not be. */
  readonly knowsPids: boolean;
  /** How long devices that are lost, or cannot be asked for, are waited for: milliseconds. */
  readonly patience: number;
}

// The lock of a file that was removed, and made anew, will never tell.
const LOCK_WAIT_MS = 5_000;

/** What a finder is about. */
interface FinderState {
  readonly input: FinderInput;
  readonly gpus: SnapshotState;
  /** What is looked for; `undefined` once it was found. */
  wanted: DevicesWanted | undefined;
  /** Ends the search that is under way. */
  search: AbortController;
  /** What keeps the run from its devices, as it was told last. */
  told: string;
  /** How often others were faster on a device since a run had it, and until when it is not tried again. */
  readonly losses: Map<string, { readonly count: number; readonly until: number }>;
  /** Since when fewer devices work than are needed: milliseconds of `steadyNow()`. */
  shortSince: number | undefined;
}

/** A finder that looks for nothing yet. */
export function createDeviceFinder(input: FinderInput): DeviceFinder {
  const state: FinderState = {
    input,
    gpus: createSnapshotState(input.snapshot, input.time),
    wanted: undefined,
    search: new AbortController(),
    told: summaryOf([]),
    losses: new Map(),
    shortSince: undefined,
  };
  return {
    look: (wanted) => startSearch(state, wanted),
    distrust: () => expireSnapshot(state.gpus),
    noteLoss: (uuids) => uuids.forEach((uuid) => addLoss(state, uuid)),
    noteUse: (uuids) => uuids.forEach((uuid) => state.losses.delete(uuid)),
  };
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

// Another grid that is faster once holds the lease then, which tells when it is free. What is lost again without being held is
// tried less and less often: each try uses up a launch number.
function addLoss({ losses }: FinderState, uuid: string): void {
  const count = (losses.get(uuid)?.count ?? 0) + 1;
  const pause = count === 1 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 2));
  losses.set(uuid, { count, until: steadyNow() + pause });
}

function startSearch(state: FinderState, wanted: DevicesWanted | undefined): void {
  if (JSON.stringify(wanted) === JSON.stringify(state.wanted)) return;
  state.wanted = wanted;
  state.search.abort();
  state.search = new AbortController();
  if (wanted === undefined || wanted.candidates.length < wanted.needs.count) return tell(state, []);
  search(state, wanted, state.search.signal).catch(state.input.failed);
}

/** Looks, and waits for a change, until there are enough devices, or no hope, or another search begins. */
async function search(state: FinderState, wanted: DevicesWanted, signal: AbortSignal): Promise<void> {
  const { input, gpus } = state;
  const { needs } = wanted;
  while (!signal.aborted) {
    await refreshSnapshot(gpus, needs.memoryFree === undefined ? "processes" : "memory", signal);
    if (signal.aborted) return;
    const { free, blocked } = assessDevices(wanted, input.devices, knowledgeOf(state));
    if (free.length >= needs.count) {
      state.shortSince = undefined;
      tell(state, []);
      state.wanted = undefined;
      return input.found(free, needs);
    }
    tell(state, blocked);
    if (isHopeless(state, blocked, needs)) return input.hopeless();
    await waitForChange(input.leases, blocked, signal);
  }
}

function knowledgeOf({ input, gpus, losses }: FinderState): GpuKnowledge {
  return {
    snapshot: gpus.snapshot,
    failure: gpus.failure?.message,
    knowsPids: input.knowsPids,
    isLeaseFree: (uuid) => input.leases.isFree(uuid),
    lockedGateOf: (uuid) => input.leases.lockedGateOf(uuid),
    isContended: (uuid) => (losses.get(uuid)?.until ?? 0) > steadyNow(),
    holderOf: (uuid) => input.leases.holdersOf(uuid)[0],
    isAlive: isProcess,
    isOurs: (pid) => input.isOurs(pid),
  };
}

/** Whether fewer devices have worked than are needed for as long as is waited for. */
function isHopeless(state: FinderState, blocked: readonly Blocked[], needs: DeviceNeeds): boolean {
  const { devices, patience } = state.input;
  if (!isShortOfDevices(devices.length, blocked, needs)) {
    state.shortSince = undefined;
    return false;
  }
  state.shortSince ??= steadyNow();
  return steadyNow() - state.shortSince >= patience;
}

/** Waits until a device may have become free: a lease is given back, or it is time to ask nvidia-smi again. */
async function waitForChange(leases: Leases, blocked: readonly Blocked[], signal: AbortSignal): Promise<void> {
  const leased = blocked.filter(({ obstacle }) => obstacle.kind === "leased");
  const gated = blocked.filter(({ obstacle }) => obstacle.kind === "gated");
  const pause = leased.length === blocked.length ? LOCK_WAIT_MS : QUERY_INTERVAL_MS;
  const over = new AbortController();
  const stop = () => over.abort();
  signal.addEventListener("abort", stop);
  await Promise.race([
    delay(pause, { signal: over.signal }).catch(() => {}),
    ...leased.map(({ device }) => leases.waitUntilFree(device.uuid)),
    ...gated.map(({ device }) => leases.waitUntilGateFree(device.uuid)),
  ]);
  signal.removeEventListener("abort", stop);
  over.abort();
}

/** Tells what keeps the run from its devices, unless that was told last. */
function tell(state: FinderState, blocked: readonly Blocked[]): void {
  const summary = summaryOf(blocked);
  if (summary === state.told) return;
  state.told = summary;
  state.input.waiting(blocked);
}

// Amounts of memory change all the time: they are no news.
function summaryOf(blocked: readonly Blocked[]): string {
  return JSON.stringify(blocked.map(({ device, obstacle }) => [device.uuid, obstacle.kind, pidOf(obstacle)]));
}

function pidOf(obstacle: Obstacle): number | undefined {
  if (obstacle.kind === "leased") return obstacle.holder?.pid;
  return obstacle.kind === "foreign" ? obstacle.process.pid : undefined;
}
