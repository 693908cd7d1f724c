/** Assigns GPUs to jobs, taking into account the runs of this grid that already use them. */
import type { DeviceNeeds, DevicesWanted } from "../gpu/device_needs.ts";
import type { Running } from "./state.ts";

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
