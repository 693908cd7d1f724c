/** Starts jobs from the head of the queue, as long as slots, CPUs, memory and GPUs allow. */
import type { DeviceNeeds, DevicesWanted } from "../gpu/device_needs.ts";
import { add, clamp, type Needs } from "./budget.ts";
import { candidatesFor, isFitFor, pickDevices } from "./devices.ts";
import type { Action } from "./events.ts";
import { type Queue, removeFirst } from "./queue.ts";
import type { Job, Running, State } from "./state.ts";

/**
 * The GPUs that the job at the head of the queue needs; `undefined` if it is not waiting for GPUs, or nothing can start. The
 * caller looks for them and answers with a `devices` event.
 *
 * @param now milliseconds, as `step()` takes them
 */
export function devicesWanted(state: State, now: number): DevicesWanted | undefined {
  if (state.stop !== undefined || state.freeSlots.length === 0) return undefined;
  const job = headOf(state, now);
  if (job?.policy.devices === undefined || !isAffordable(state, state.used, job)) return undefined;
  const needs = job.policy.devices;
  return { needs, candidates: candidatesFor(needs, state.limits.devices, state.running.values()) };
}

function headOf({ waiting, jobs, next }: Pick<State, "waiting" | "jobs" | "next">, now: number): Job | undefined {
  return isDue(waiting, now) ? waiting.item : jobs[next];
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
  if (state.stop !== undefined) return state;
  let { next, waiting, used } = state;
  const freeSlots = [...state.freeSlots];
  let running: Map<number, Running> | undefined;
  while (freeSlots.length > 0) {
    const job = headOf({ waiting, jobs: state.jobs, next }, now);
    if (job === undefined || !isAffordable(state, used, job)) break;
    const devices = devicesFor(job, running ?? state.running, offer);
    if (devices === undefined) break;
    if (isDue(waiting, now)) waiting = removeFirst(waiting);
    else next++;
    const needs = clamp(job.policy.needs, state.limits.capacity);
    used = add(used, needs, 1);
    const slot = freeSlots.shift()!;
    running ??= new Map(state.running);
    running.set(slot, { job, started: now, needs, devices, runsPerGpu: job.policy.devices?.runsPerGpu ?? 1 });
    actions.push({ type: "launch", slot, job, devices });
  }
  return running === undefined ? state : { ...state, next, waiting, used, freeSlots, running };
}

function devicesFor(
  job: Job,
  running: ReadonlyMap<number, Running>,
  offer: { readonly free: readonly string[]; readonly needs: DeviceNeeds } | undefined,
): readonly string[] | undefined {
  const needs = job.policy.devices;
  if (needs === undefined) return [];
  return offer !== undefined && isFitFor(offer.needs, needs)
    ? pickDevices(needs, offer.free, running.values())
    : undefined;
}
