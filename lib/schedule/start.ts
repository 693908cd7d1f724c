/** Starts jobs: the head of the queue, as long as there is room for it. */
import type { DeviceNeeds, DevicesWanted } from "../gpu/device_needs.ts";
import { add, clamp, type Needs } from "./budget.ts";
import { candidatesFor, isFitFor, pickDevices } from "./devices.ts";
import type { Action } from "./events.ts";
import { type Queue, removeFirst } from "./queue.ts";
import type { Job, Running, State } from "./state.ts";

/**
 * The GPUs that the job at the head of the queue waits for; `undefined` when it waits for something else, or nothing is to be
 * started. They are looked for outside, and told by an event.
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

// A run that needs more than there is runs alone, rather than never. The head of the queue is not overtaken: a job with large
// needs would wait for ever behind small ones.
function isAffordable({ limits }: State, used: Needs, job: Job): boolean {
  const sum = add(used, clamp(job.policy.needs, limits.capacity), 1);
  return sum.cpus <= limits.capacity.cpus && sum.memory <= limits.capacity.memory;
}

export function startJobs(
  state: State,
  now: number,
  actions: Action[],
  found?: { readonly free: readonly string[]; readonly needs: DeviceNeeds },
): State {
  if (state.stop !== undefined) return state;
  let { next, waiting, used } = state;
  const freeSlots = [...state.freeSlots];
  let running: Map<number, Running> | undefined;
  while (freeSlots.length > 0) {
    const job = headOf({ waiting, jobs: state.jobs, next }, now);
    if (job === undefined || !isAffordable(state, used, job)) break;
    const devices = devicesFor(job, running ?? state.running, found);
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
  found: { readonly free: readonly string[]; readonly needs: DeviceNeeds } | undefined,
): readonly string[] | undefined {
  const needs = job.policy.devices;
  if (needs === undefined) return [];
  return found !== undefined && isFitFor(found.needs, needs)
    ? pickDevices(needs, found.free, running.values())
    : undefined;
}
