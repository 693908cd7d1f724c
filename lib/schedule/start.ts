/** Starts jobs from the head of the queue, as long as slots, CPUs, memory and GPUs allow. */
import type { DeviceNeeds, DevicesWanted } from "../gpu/device.ts";
import { firstJob, removeFirst } from "./backlog.ts";
import type { Action } from "./events.ts";
import { add, clamp } from "./slots.ts";
import { type Job, type Running, type State, takeSlot } from "./state.ts";

/**
 * The GPUs that the job at the head of the queue needs; `undefined` if it is not waiting for GPUs, or nothing can start. The
 * caller looks for them and answers with a `devices` event.
 *
 * @param now milliseconds, as `step()` takes them
 */
export function devicesWanted(state: State, now: number): DevicesWanted | undefined {
  if (state.stop !== undefined || state.freeSlots.length === 0) return undefined;
  const job = headOf(state, now);
  if (job?.policy.devices === undefined || !isAffordable(state, job)) return undefined;
  const needs = job.policy.devices;
  return { needs, candidates: candidatesFor(needs, state.limits.devices, state.running.values()) };
}

function headOf(state: State, now: number): Job | undefined {
  return hasWaitingHead(state, now) ? state.waiting.peek()!.job : firstJob(state.backlog);
}

function removeHead(state: State, now: number): void {
  if (hasWaitingHead(state, now)) state.waiting.pop();
  else removeFirst(state.backlog);
}

// Jobs that are due for another attempt come before those that were never started.
function hasWaitingHead({ waiting }: State, now: number): boolean {
  return (waiting.peek()?.due ?? Infinity) <= now;
}

// Needs beyond the capacity are clamped: such a run runs alone instead of never. No job overtakes the head of the queue,
// otherwise small jobs could starve a large one.
function isAffordable({ limits: { capacity }, used }: State, job: Job): boolean {
  const sum = add(used, clamp(job.policy.needs, capacity), 1);
  return sum.cpus <= capacity.cpus && sum.memory <= capacity.memory;
}

/**
 * Starts all jobs that fit. Changes the state in place.
 *
 * @param actions receives the launches
 * @param offer the devices that are free now, and the needs for which they were looked up
 */
export function startJobs(
  state: State,
  now: number,
  actions: Action[],
  offer?: { readonly free: readonly string[]; readonly needs: DeviceNeeds },
): void {
  const { limits: { capacity, queues } } = state;
  while (state.stop === undefined && state.freeSlots.length > 0) {
    const job = headOf(state, now);
    if (job === undefined || !isAffordable(state, job)) return;
    const devices = devicesFor(job, state, offer);
    if (devices === undefined) return;
    removeHead(state, now);
    const slot = takeSlot(state, {
      job,
      started: now,
      needs: clamp(job.policy.needs, capacity),
      devices,
      runsPerGpu: job.policy.devices?.runsPerGpu ?? 1,
      ...(queues && { queued: true }),
    });
    actions.push({ type: "launch", slot, job, devices });
  }
}

function devicesFor(
  job: Job,
  { running }: State,
  offer: { readonly free: readonly string[]; readonly needs: DeviceNeeds } | undefined,
): readonly string[] | undefined {
  const needs = job.policy.devices;
  if (needs === undefined) return [];
  return offer !== undefined && isFitFor(offer.needs, needs)
    ? pickDevices(needs, offer.free, running.values())
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
