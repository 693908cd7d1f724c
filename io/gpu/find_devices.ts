/**
 * Looks for GPUs that a run can be given: whose lease is free, on which nobody else computes, or with enough free memory.
 *
 * nvidia-smi is asked once a second at most, and only while a job waits for a device. For a lease nobody asks: a lock tells
 * when it is free.
 */
import { delay } from "@std/async/delay";
import { type ComputeProcess, type Device, devicesOf, type GpuSnapshot, processesOn } from "../../lib/gpu/device.ts";
import type { DeviceNeeds, DevicesWanted } from "../../lib/gpu/device_needs.ts";
import type { Blocked, Obstacle } from "../../lib/gpu/obstacle.ts";
import { isProcess } from "../system/processes.ts";
import type { Leases } from "./leases.ts";
import { GpuError } from "./nvidia_smi.ts";
import { lookAgain } from "./query.ts";

/** Looks for devices until it has found enough. */
export interface DeviceFinder {
  /** From now on these are looked for, and no others; `undefined`: none. */
  look(wanted: DevicesWanted | undefined): void;
  /** What was known of the GPUs holds no more: a run on one of them failed. */
  distrust(): void;
}

/** What a finder tells. */
export interface FinderEvents {
  /** Enough devices are fit for these needs, now. */
  found(free: readonly string[], needs: DeviceNeeds): void;
  /** Too few are; told whenever it changes. An empty list: nothing is waited for any more. */
  waiting(blocked: readonly Blocked[]): void;
  /** Fewer can be used than are needed, and that has been so for as long as is waited for. */
  hopeless(): void;
  /** Leases cannot be looked at. */
  failed(error: unknown): void;
}

/** What a finder is given. */
export interface FinderInput extends FinderEvents {
  readonly devices: readonly Device[];
  readonly snapshot: GpuSnapshot;
  /** When that was: milliseconds since the epoch. */
  readonly time: number;
  readonly leases: Leases;
  /** Whether a process belongs to a living run of this grid. */
  isOurs(pid: number): boolean;
  /** Whether the numbers of processes are the machine's own: in a container they may not be. */
  readonly knowsPids: boolean;
  /** How long devices that are lost, or cannot be asked for, are waited for: milliseconds. */
  readonly patience: number;
}

const LOOK_MS = 1_000;

// A query of a driver that hangs leaves a process behind that cannot be killed.
const HANGING_MS = 60_000;

// The lock of a file that was removed, and made anew, will never tell.
const SAFETY_MS = 5_000;

/** A finder that looks for nothing yet. */
export function createDeviceFinder(input: FinderInput): DeviceFinder {
  let snapshot = input.snapshot;
  let failure: GpuError | undefined;
  const lookedAt = { memory: input.time, processes: input.time };
  let nextLook = input.time + LOOK_MS;
  let looking: Promise<void> | undefined;
  let wanted: DevicesWanted | undefined;
  let told = "[]";
  let searching = new AbortController();
  let hopelessSince: number | undefined;

  async function ask(at: "memory" | "processes"): Promise<void> {
    await delay(Math.max(0, nextLook - Date.now()));
    lookedAt[at] = Date.now();
    nextLook = lookedAt[at] + LOOK_MS;
    try {
      snapshot = await lookAgain(snapshot, at);
      failure = undefined;
    } catch (error) {
      if (!(error instanceof GpuError)) throw error;
      failure = error;
      if (error.failure === "hangs") nextLook = Date.now() + HANGING_MS;
    }
  }

  async function search({ needs, candidates }: DevicesWanted, signal: AbortSignal): Promise<void> {
    const at = needs.memoryFree === undefined ? "processes" : "memory";
    for (;;) {
      // A former search may be asking, for something else perhaps.
      await looking;
      if (signal.aborted) return;
      if (Date.now() >= lookedAt[at] + LOOK_MS) await (looking = ask(at));
      if (signal.aborted) return;
      const devices = devicesOf(snapshot);
      const obstacles = candidates.map(({ uuid, joined }) => ({
        uuid,
        obstacle: examine(uuid, joined, needs, devices),
      }));
      const free = obstacles.filter(({ obstacle }) => obstacle === undefined).map(({ uuid }) => uuid);
      if (free.length >= needs.count) {
        hopelessSince = undefined;
        tell([]);
        wanted = undefined;
        return input.found(free, needs);
      }
      const blocked = obstacles.flatMap(({ uuid, obstacle }): Blocked[] => {
        const device = input.devices.find((device) => device.uuid === uuid);
        return obstacle === undefined || device === undefined ? [] : [{ device, obstacle }];
      });
      tell(blocked);
      const out = blocked.filter(({ obstacle: { kind } }) => kind === "lost" || kind === "unknown");
      const isHopeless = input.devices.length - out.length < needs.count;
      hopelessSince = isHopeless ? hopelessSince ?? Date.now() : undefined;
      if (isHopeless && Date.now() - hopelessSince! >= input.patience) return input.hopeless();
      await change(blocked, signal);
      if (signal.aborted) return;
    }
  }

  function examine(
    uuid: string,
    joined: boolean,
    needs: DeviceNeeds,
    devices: readonly Device[],
  ): Obstacle | undefined {
    if (failure !== undefined) return { kind: "unknown", reason: failure.message };
    const device = devices.find((device) => device.uuid === uuid);
    if (device === undefined) {
      const lost = snapshot.lost.find((card) => card.uuid === uuid) ?? snapshot.lost[0];
      return { kind: "lost", reason: lost?.reason ?? "nvidia-smi does not list it any more" };
    }
    if (!input.leases.isFree(uuid) && !joined) {
      return { kind: "leased", holder: input.leases.holdersOf(uuid)[0] };
    }
    if (needs.memoryFree !== undefined) {
      const free = device.memoryFree ?? Infinity;
      return free < needs.memoryFree ? { kind: "memory", free, needed: needs.memoryFree } : undefined;
    }
    const process = processesOn(device, snapshot.processes).find((process) => isForeign(process, joined));
    return process === undefined ? undefined : { kind: "foreign", process };
  }

  // Where a run of ours is, what cannot be told from it is taken for it.
  function isForeign({ pid }: ComputeProcess, joined: boolean): boolean {
    if (pid === undefined || !input.knowsPids) return !joined;
    return isProcess(pid) && !(joined && input.isOurs(pid));
  }

  async function change(blocked: readonly Blocked[], signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const leased = blocked.filter(({ obstacle }) => obstacle.kind === "leased");
    const pause = leased.length === blocked.length ? SAFETY_MS : LOOK_MS;
    const stop = () => over.abort();
    signal.addEventListener("abort", stop);
    await Promise.race([
      delay(pause, { signal: over.signal }).catch(() => {}),
      ...leased.map(({ device }) => input.leases.waitUntilFree(device.uuid)),
    ]);
    signal.removeEventListener("abort", stop);
    over.abort();
  }

  function tell(blocked: readonly Blocked[]): void {
    const text = JSON.stringify(
      blocked.map(({ device, obstacle }) => [device.uuid, obstacle.kind, whoOf(obstacle)]),
    );
    if (text === told) return;
    told = text;
    input.waiting(blocked);
  }

  return {
    look(next) {
      if (JSON.stringify(next) === JSON.stringify(wanted)) return;
      wanted = next;
      searching.abort();
      searching = new AbortController();
      if (next === undefined || next.candidates.length < next.needs.count) return tell([]);
      search(next, searching.signal).catch(input.failed);
    },
    distrust() {
      lookedAt.memory = lookedAt.processes = 0;
    },
  };
}

function whoOf(obstacle: Obstacle): number | undefined {
  if (obstacle.kind === "leased") return obstacle.holder?.pid;
  return obstacle.kind === "foreign" ? obstacle.process.pid : undefined;
}
