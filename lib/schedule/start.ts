/** Starts jobs from the head of the queue, as long as slots, CPUs, memory and GPUs allow. */
import type { DeviceNeeds, DevicesWanted } from "../gpu/device.ts";
import { type Queue, removeFirst } from "../search/queue.ts";
import { firstJob, withoutFirst } from "./backlog.ts";
import type { Action } from "./events.ts";
import { add, clamp, type Needs } from "./limits.ts";
import { type SlotTable, takeSlot, valuesIn } from "./slots.ts";
import { type Job, placeRun, type Running, type State } from "./state.ts";

/**
 * The GPUs that the job at the head of the queue needs; `undefined` if it is not waiting for GPUs, or nothing can start. The
 * caller looks for them and answers with a `devices` event.
 *
 * @param now milliseconds, as `step()` takes them
 */
export function devicesWanted(state: State, now: number): DevicesWanted | undefined {
  if (state.stop !== undefined || state.freeSlots.count === 0) return undefined;
  const job = headOf(state, now);
  if (job?.policy.devices === undefined || !isAffordable(state, state.used, job)) return undefined;
  const needs = job.policy.devices;
  return { needs, candidates: candidatesFor(needs, state.limits.devices, valuesIn(state.running)) };
}

function headOf({ waiting, backlog }: Pick<State, "waiting" | "backlog">, now: number): Job | undefined {
  return isDue(waiting, now) ? waiting.item : firstJob(backlog);
}

function isDue(waiting: State["waiting"], now: number): waiting is Queue<Job> {
  return waiting !== undefined && waiting.priority <= now;
}

// Needs beyond the capacity are clamped: such a run runs alone instead of never. No job overtakes the head of the queue,
// otherwise small jobs could starve a large one.
function isAffordable({ limits }: State, used: Needs, job: Job): boolean {
  const sum = add(used, clamp(job.policy.needs, limits.capacity), 1);
  return sum.cpus <= limits.capacity.cpus && sum.memory <= limits.capacity.memory;
}

/**
 * Starts all jobs that fit.
 *
 * @param actions receives the launches
 * @param offer the devices that are free now, and the needs for which they were looked up
 */
export function startJobs(
  state: State,
  now: number,
  actions: Action[],
  offer?: { readonly free: readonly string[]; readonly needs: DeviceNeeds },
): State {
  let after = state;
  while (after.stop === undefined && after.freeSlots.count > 0) {
    const job = headOf(after, now);
    if (job === undefined || !isAffordable(after, after.used, job)) break;
    const devices = devicesFor(job, after.running, offer);
    if (devices === undefined) break;
    const [slot, freeSlots] = takeSlot(after.freeSlots);
    const needs = clamp(job.policy.needs, after.limits.capacity);
    const runsPerGpu = job.policy.devices?.runsPerGpu ?? 1;
    const run = {
      job,
      started: now,
      needs,
      devices,
      runsPerGpu,
      ...(after.limits.queues && { queued: true as const }),
    };
    after = { ...placeRun(withoutHead(after, now), slot, run), freeSlots, used: add(after.used, needs, 1) };
    actions.push({ type: "launch", slot, job, devices });
  }
  return after;
}

function withoutHead(state: State, now: number): State {
  const { waiting, backlog } = state;
  if (isDue(waiting, now)) return { ...state, waiting: removeFirst(waiting) };
  return { ...state, backlog: withoutFirst(backlog) };
}

function devicesFor(
  job: Job,
  running: SlotTable<Running>,
  offer: { readonly free: readonly string[]; readonly needs: DeviceNeeds } | undefined,
): readonly string[] | undefined {
  const needs = job.policy.devices;
  if (needs === undefined) return [];
  return offer !== undefined && isFitFor(offer.needs, needs)
    ? pickDevices(needs, offer.free, valuesIn(running))
    : undefined;
}

// Assigns GPUs to jobs, taking into account the runs of this grid that already use them.

/**
 * The GPUs that have room for a job.
 *
 * @param all the UUIDs of the devices available to runs
 */
export function candidatesFor(
  needs: DeviceNeeds,
  all: readonly string[],
  running: Iterable<Running>,
): DevicesWanted["candidates"] {
  const users = usersOf(running);
  return all.filter((uuid) => hasRoom(needs, users.get(uuid))).map((uuid) => ({ uuid, joined: users.has(uuid) }));
}

/**
 * Picks devices for a job: those with the fewest runs first, otherwise in the order of `free`.
 *
 * @param free the UUIDs of the devices that the job can use now
 * @returns UUIDs in sorted order, the order in which leases are taken; `undefined` if there are too few devices
 */
export function pickDevices(
  needs: DeviceNeeds,
  free: readonly string[],
  running: Iterable<Running>,
): string[] | undefined {
  const users = usersOf(running);
  const load = (uuid: string) => users.get(uuid)?.length ?? 0;
  const fitting = free.filter((uuid) => hasRoom(needs, users.get(uuid))).sort((a, b) => load(a) - load(b));
  return fitting.length < needs.count ? undefined : fitting.slice(0, needs.count).sort();
}

/** Whether free devices that were looked up for one job are also free for another one. */
export function isFitFor(lookedUp: DeviceNeeds, needs: DeviceNeeds): boolean {
  return lookedUp.memoryFree === needs.memoryFree && (lookedUp.runsPerGpu > 1) === (needs.runsPerGpu > 1);
}

function usersOf(running: Iterable<Running>): Map<string, Running[]> {
  const users = new Map<string, Running[]>();
  for (const run of running) {
    for (const uuid of run.devices) users.set(uuid, [...(users.get(uuid) ?? []), run]);
  }
  return users;
}

// The limits of all users hold: one task may need exclusive devices while another one shares them.
function hasRoom(needs: DeviceNeeds, users: readonly Running[] = []): boolean {
  return users.every(({ runsPerGpu }) => users.length < Math.min(needs.runsPerGpu, runsPerGpu));
}
