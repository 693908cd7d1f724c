/** Which GPUs a job may be given, as far as this grid's own runs are concerned. */
import type { DeviceNeeds, DevicesWanted } from "../gpu/device_needs.ts";
import type { Running } from "./state.ts";

/** @param all the UUIDs of the devices that may be used */
export function candidatesFor(
  needs: DeviceNeeds,
  all: readonly string[],
  running: Iterable<Running>,
): DevicesWanted["candidates"] {
  const users = usersOf(running);
  return all.filter((uuid) => hasRoom(needs, users.get(uuid))).map((uuid) => ({ uuid, joined: users.has(uuid) }));
}

/**
 * Chooses devices: those with the fewest runs first, in the order in which they are given.
 *
 * @param free the UUIDs of those that are fit for it
 * @returns in sorted order, as leases are taken so; `undefined` when there are too few
 */
export function pickDevices(
  needs: DeviceNeeds,
  free: readonly string[],
  running: Iterable<Running>,
): string[] | undefined {
  const users = usersOf(running);
  const load = (uuid: string) => users.get(uuid)?.length ?? 0;
  const fit = free.filter((uuid) => hasRoom(needs, users.get(uuid))).sort((a, b) => load(a) - load(b));
  return fit.length < needs.count ? undefined : fit.slice(0, needs.count).sort();
}

/** Whether what was found for one job will do for another. */
export function isFitFor(found: DeviceNeeds, needs: DeviceNeeds): boolean {
  return found.memoryFree === needs.memoryFree && (found.runsPerGpu > 1) === (needs.runsPerGpu > 1);
}

function usersOf(running: Iterable<Running>): Map<string, Running[]> {
  const users = new Map<string, Running[]>();
  for (const run of running) {
    for (const uuid of run.devices) users.set(uuid, [...(users.get(uuid) ?? []), run]);
  }
  return users;
}

// A task may want its devices for itself while another shares them.
function hasRoom(needs: DeviceNeeds, users: readonly Running[] = []): boolean {
  return users.every(({ runsPerGpu }) => users.length < Math.min(needs.runsPerGpu, runsPerGpu));
}
