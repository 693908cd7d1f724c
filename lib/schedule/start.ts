/** Starts jobs from the head of the queue, as long as slots, CPUs, memory and GPUs allow. */
import type { DeviceNeeds, DevicesWanted } from "../gpu/device_needs.ts";
import { type Queue, removeFirst } from "../search/queue.ts";
import { candidatesFor, isFitFor, pickDevices } from "./devices.ts";
import type { Action } from "./events.ts";
import { takeSlot } from "./free_slots.ts";
import { firstJob, withoutFirst } from "./jobs/backlog.ts";
import { add, clamp, type Needs } from "./limits/budget.ts";
import { placeRun } from "./place_run.ts";
import { type SlotTable, valuesIn } from "./slot_table.ts";
import type { Job, Running, State } from "./state.ts";

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
