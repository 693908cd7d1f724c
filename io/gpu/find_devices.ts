/**
 * Waits until enough GPUs are available for a run: with a free lease and no foreign process, or with enough free memory.
 *
 * nvidia-smi is queried only while a job waits for a device. Leases are not polled: waiting for the lock is enough.
 */
import { delay } from "@std/async/delay";
import type { Device, DeviceNeeds, DevicesWanted, GpuSnapshot } from "../../lib/gpu/device.ts";
import {
  assessDevices,
  type Blocked,
  type GpuKnowledge,
  isShortOfDevices,
  type Obstacle,
} from "../../lib/gpu/eligibility.ts";
import { steadyNow } from "../system/clock.ts";
import { isProcess } from "../system/processes/processes.ts";
import type { Leases } from "./leases.ts";
import { GpuError, updateSnapshot } from "./query.ts";

/** Searches for devices until enough are available. */
export interface DeviceFinder {
  /** Starts a search for these devices in place of the previous one; `undefined` stops searching. */
  search(wanted: DevicesWanted | undefined): void;
  /** Discards what is known about the GPUs, after a run on one of them failed. */
  invalidate(): void;
  /**
   * Counts that others leased these devices before a run could. After several losses in a row, a device is left out for a
   * while.
   */
  noteLoss(uuids: readonly string[]): void;
  /** Resets that count: a run got these devices. */
  noteUse(uuids: readonly string[]): void;
}

export interface FinderEvents {
  /** Enough devices are available for these needs. The search is over. */
  found(free: readonly string[], needs: DeviceNeeds): void;
  /** Too few devices are available; called whenever the obstacles change. An empty list: no longer waiting. */
  waiting(blocked: readonly Blocked[]): void;
  /** Fewer devices work than are needed, and the wait for them has timed out. The search is over. */
  timedOut(): void;
  /** Leases cannot be read. The search is over. */
  failed(error: unknown): void;
}

/** What a finder starts from, and its event handlers. */
export interface FinderInput extends FinderEvents {
  /** The devices that the grid may use. */
  readonly devices: readonly Device[];
  readonly snapshot: GpuSnapshot;
  /** When the snapshot was taken: milliseconds since the epoch. */
  readonly time: number;
  readonly leases: Leases;
  /** Whether a process belongs to a running run of this grid. */
  isOurs(pid: number): boolean;
  /** Whether pids are those of the host: in a container they may not be. */
  readonly knowsPids: boolean;
  /** How long to wait for devices that are lost or cannot be queried: milliseconds. */
  readonly timeout: number;
}

// If a lease file is deleted and created again, the lock on the old file is never released: check again after this time.
const LOCK_WAIT_MS = 5_000;

interface FinderState {
  readonly input: FinderInput;
  readonly gpus: SnapshotState;
  /** What the current search is for; `undefined` once it is over. */
  wanted: DevicesWanted | undefined;
  /** Cancels the current search. */
  search: AbortController;
  /** The obstacles that were reported last. */
  reported: string;
  /** How many times in a row others leased a device first, and until when it is not tried again. */
  readonly losses: Map<string, { readonly count: number; readonly until: number }>;
  /** Since when fewer devices have worked than are needed: milliseconds of `steadyNow()`. */
  shortSince: number | undefined;
}

/** Creates a finder without a search. */
export function createDeviceFinder(input: FinderInput): DeviceFinder {
  const state: FinderState = {
    input,
    gpus: createSnapshotState(input.snapshot, input.time),
    wanted: undefined,
    search: new AbortController(),
    reported: summaryOf([]),
    losses: new Map(),
    shortSince: undefined,
  };
  return {
    search: (wanted) => startSearch(state, wanted),
    invalidate: () => expireSnapshot(state.gpus),
    noteLoss: (uuids) => uuids.forEach((uuid) => addLoss(state, uuid)),
    noteUse: (uuids) => uuids.forEach((uuid) => state.losses.delete(uuid)),
  };
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

// After a single loss there is no pause: the faster grid holds the lease, so it is known when the lease is free. A device that
// is lost repeatedly is tried less and less often, because each try uses up a launch number.
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
  if (wanted === undefined || wanted.candidates.length < wanted.needs.count) return reportBlocked(state, []);
  search(state, wanted, state.search.signal).catch(state.input.failed);
}

/** Repeats checks until enough devices are available, the wait times out, or another search begins. */
async function search(state: FinderState, wanted: DevicesWanted, signal: AbortSignal): Promise<void> {
  const { input, gpus } = state;
  const { needs } = wanted;
  while (!signal.aborted) {
    await refreshSnapshot(gpus, needs.memoryFree === undefined ? "processes" : "memory", signal);
    if (signal.aborted) return;
    const { free, blocked } = assessDevices(wanted, input.devices, knowledgeOf(state));
    if (free.length >= needs.count) {
      state.shortSince = undefined;
      reportBlocked(state, []);
      state.wanted = undefined;
      return input.found(free, needs);
    }
    reportBlocked(state, blocked);
    if (hasTimedOut(state, blocked, needs)) return input.timedOut();
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

/** Whether the wait for lost or unreachable devices has timed out. */
function hasTimedOut(state: FinderState, blocked: readonly Blocked[], needs: DeviceNeeds): boolean {
  const { devices, timeout } = state.input;
  if (!isShortOfDevices(devices.length, blocked, needs)) {
    state.shortSince = undefined;
    return false;
  }
  state.shortSince ??= steadyNow();
  return steadyNow() - state.shortSince >= timeout;
}

/** Waits until a device may have become available: a lease is released, or it is time to query nvidia-smi again. */
async function waitForChange(leases: Leases, blocked: readonly Blocked[], signal: AbortSignal): Promise<void> {
  const leased = blocked.filter(({ obstacle }) => obstacle.kind === "leased");
  const gated = blocked.filter(({ obstacle }) => obstacle.kind === "gated");
  const pause = leased.length === blocked.length ? LOCK_WAIT_MS : QUERY_INTERVAL_MS;
  const done = new AbortController();
  const stop = () => done.abort();
  signal.addEventListener("abort", stop);
  await Promise.race([
    delay(pause, { signal: done.signal }).catch(() => {}),
    ...leased.map(({ device }) => leases.waitUntilFree(device.uuid)),
    ...gated.map(({ device }) => leases.waitUntilGateFree(device.uuid)),
  ]);
  signal.removeEventListener("abort", stop);
  done.abort();
}

/** Reports the obstacles if they have changed. */
function reportBlocked(state: FinderState, blocked: readonly Blocked[]): void {
  const summary = summaryOf(blocked);
  if (summary === state.reported) return;
  state.reported = summary;
  state.input.waiting(blocked);
}

// Amounts of memory are left out: they change all the time.
function summaryOf(blocked: readonly Blocked[]): string {
  return JSON.stringify(blocked.map(({ device, obstacle }) => [device.uuid, obstacle.kind, pidOf(obstacle)]));
}

function pidOf(obstacle: Obstacle): number | undefined {
  if (obstacle.kind === "leased") return obstacle.holder?.pid;
  return obstacle.kind === "foreign" ? obstacle.process.pid : undefined;
}

// Keeps the last answer of nvidia-smi, and limits queries to one per second, or one per minute while the driver hangs.

/** What a query updates. */
export type QueryKind = "memory" | "processes";

/** The last answer, and when the next query may run. Times are milliseconds since the epoch. */
export interface SnapshotState {
  snapshot: GpuSnapshot;
  /** Why the latest query failed; `undefined` if it succeeded. */
  failure: GpuError | undefined;
  /** When each kind was last queried. */
  readonly queriedAt: Record<QueryKind, number>;
  /** When nvidia-smi may be queried again. */
  nextQuery: number;
  /** The latest query, which may still be running. */
  query: Promise<void> | undefined;
}

/** Maximum age of an answer, and minimum time between two queries: milliseconds. */
export const QUERY_INTERVAL_MS = 1_000;

// Each query of a hanging driver leaves a process behind that cannot be killed.
const HANGING_INTERVAL_MS = 60_000;

/**
 * Creates the state from a first snapshot.
 *
 * @param time when the snapshot was taken: milliseconds since the epoch
 */
export function createSnapshotState(snapshot: GpuSnapshot, time: number): SnapshotState {
  return {
    snapshot,
    failure: undefined,
    queriedAt: { memory: time, processes: time },
    nextQuery: time + QUERY_INTERVAL_MS,
    query: undefined,
  };
}

/**
 * Updates a snapshot that is out of date. Failures of nvidia-smi are stored in the state.
 *
 * @param signal cancels the update if its query has not begun
 */
export async function refreshSnapshot(state: SnapshotState, kind: QueryKind, signal: AbortSignal): Promise<void> {
  // A previous search may have a query running, perhaps of another kind.
  await state.query;
  if (signal.aborted || steadyNow() < state.queriedAt[kind] + QUERY_INTERVAL_MS) return;
  state.query = query(state, kind);
  await state.query;
}

/** Marks the snapshot as out of date: the next refresh runs a new query. */
function expireSnapshot(state: SnapshotState): void {
  state.queriedAt.memory = state.queriedAt.processes = 0;
}

async function query(state: SnapshotState, kind: QueryKind): Promise<void> {
  await delay(Math.max(0, state.nextQuery - steadyNow()));
  state.queriedAt[kind] = steadyNow();
  state.nextQuery = state.queriedAt[kind] + QUERY_INTERVAL_MS;
  try {
    state.snapshot = await updateSnapshot(state.snapshot, kind);
    state.failure = undefined;
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    state.failure = error;
    if (error.failure === "hangs") state.nextQuery = steadyNow() + HANGING_INTERVAL_MS;
  }
}
