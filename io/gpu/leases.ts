/** Leases of GPUs, which keep the runs of all users of a machine off each other's devices, and who holds them. */
import { join } from "@std/path";
import type { DeviceHolder } from "../../lib/gpu/obstacle.ts";
import { decodeHolderRecord, encodeHolderMembers, type HolderRecord } from "../../lib/store/holder_format.ts";
import { namesIn, readPlainText, readTextIfExists } from "../system/files.ts";
import type { HostIdentity } from "../system/place.ts";
import { isProcess } from "../system/processes.ts";
import { gateOf, isFree, leaseDir, leaseName, makeLease, makeSharedDir, waitForLock } from "./lease_files.ts";

export { leaseName };

/** What takes a lease needs to know. */
export interface LeasePaths {
  /** Of all users: a device's lease is the file of its UUID. */
  readonly dir: string;
  /** Of the grid: runs that share a device are known by the file of its UUID. */
  readonly members: string;
  /** Of this user: who has a device is told by files that begin with its UUID. */
  readonly holders: string;
  /** What those say of every run: the members of a JSON object, without its braces. */
  readonly holder: string;
}

/** The leases of a machine. */
export interface Leases {
  readonly paths: LeasePaths;
  /** Whether nobody holds the lease now. */
  isFree(uuid: string): boolean;
  /** Waits until nobody holds it; another may have taken it since. */
  waitUntilFree(uuid: string): Promise<void>;
  /** The gate of the lease, if another process holds that now. */
  lockedGateOf(uuid: string): string | undefined;
  /** Waits until nobody holds the gate. */
  waitUntilGateFree(uuid: string): Promise<void>;
  /** The living holders, as far as they tell. */
  holdersOf(uuid: string): DeviceHolder[];
}

/**
 * Makes sure that the files of leases exist, and are what they have to be.
 *
 * @param root the grid directory, absolute
 * @param uuids of the devices that runs may be given
 * @throws {LeaseError} when one is something else, or cannot be made
 */
export function openLeases(root: string, uuids: readonly string[], place: HostIdentity): Leases {
  const dir = leaseDir();
  const members = join(root, "devices");
  makeSharedDir(dir);
  Deno.mkdirSync(members, { recursive: true });
  for (const name of uuids.map(leaseName)) {
    makeLease(join(dir, name));
    Deno.writeTextFileSync(join(members, name), "");
  }
  const who = { user: userName(), host: place.host, boot: place.boot, namespace: place.pidNamespace, grid: root };
  // Where another user's directory is in the way, nobody is told.
  const paths = {
    dir,
    members,
    holders: ownHolders(dir) ?? members,
    holder: encodeHolderMembers(who),
  };
  const pathOf = (uuid: string) => join(dir, leaseName(uuid));
  const waits = new Map<string, Promise<void>>();
  // A wait for a lock cannot be called off: it serves whoever waits next.
  const waitFor = (path: string) => {
    const wait = waits.get(path) ?? waitForLock(path).finally(() => waits.delete(path));
    waits.set(path, wait);
    return wait;
  };
  return {
    paths,
    isFree: (uuid) => isFree(pathOf(uuid)),
    waitUntilFree: (uuid) => waitFor(pathOf(uuid)),
    lockedGateOf(uuid) {
      const gate = gateOf(pathOf(uuid));
      return isFree(gate) ? undefined : gate;
    },
    waitUntilGateFree: (uuid) => waitFor(gateOf(pathOf(uuid))),
    holdersOf: (uuid) => holdersOf(uuid, place),
  };
}

/**
 * Who has a device now, as far as their records tell. Where there are no leases nobody has.
 *
 * @param place where this process runs: a holder elsewhere cannot be looked for, and counts as there
 */
export function holdersOf(uuid: string, place: HostIdentity): DeviceHolder[] {
  const dir = leaseDir();
  return namesIn(dir).filter((name) => name.startsWith(HOLDERS)).flatMap((name) => {
    const holders = join(dir, name);
    // Nobody speaks for another.
    if (lstat(holders)?.uid !== Number(name.slice(HOLDERS.length))) return [];
    const records = namesIn(holders).filter((record) => record.startsWith(`${leaseName(uuid)}.`));
    return records.slice(0, MAX_RECORDS).flatMap((record) => {
      const holder = readHolder(join(holders, record));
      return holder !== undefined && mayLive(holder, place) ? [holder] : [];
    });
  });
}

const HOLDERS = "holders-";

// A record holds two paths and a few words, and nobody needs to know of more than a few runs. Other users may write anything.
const MAX_RECORD_BYTES = 16 * 2 ** 10;
const MAX_RECORDS = 32;

function readHolder(path: string): HolderRecord | undefined {
  try {
    const text = readPlainText(path, MAX_RECORD_BYTES);
    return text === undefined ? undefined : decodeHolderRecord(text);
  } catch {
    // Removed just now, or not to be read by us.
    return undefined;
  }
}

function mayLive({ pid, host, boot, namespace }: HolderRecord, place: HostIdentity): boolean {
  if (host !== place.host || namespace !== place.pidNamespace) return true;
  return boot === place.boot && isProcess(pid);
}

function ownHolders(dir: string): string | undefined {
  const path = join(dir, `${HOLDERS}${Deno.uid()}`);
  try {
    Deno.mkdirSync(path, { mode: 0o755 });
  } catch {
    // It is there, or nobody will be told.
  }
  const info = lstat(path);
  return info?.isDirectory && info.uid === Deno.uid() ? path : undefined;
}

function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

function userName(): string {
  const uid = String(Deno.uid());
  const line = readTextIfExists("/etc/passwd")?.split("\n").find((line) => line.split(":")[2] === uid);
  return line?.split(":")[0] ?? Deno.env.get("USER") ?? uid;
}
