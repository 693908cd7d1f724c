/** GPU leases, which keep the runs of all users of a machine off each other's devices, and records of their holders. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { DeviceHolder } from "../../lib/gpu/eligibility.ts";
import { decodeHolderRecord, encodeHolderMembers, type HolderRecord } from "../../lib/store/holder_format.ts";
import { namesIn, readPlainText, readTextIfExists } from "../system/files.ts";
import type { HostIdentity } from "../system/place.ts";
import { holdsLock, isProcess } from "../system/processes/processes.ts";
import { gateOf, isFree, leaseDir, leaseName, makeLease, makeSharedDir, waitForLock } from "./lease_files.ts";

export { leaseName };

/** The paths and data that a supervisor needs to take a lease. */
export interface LeasePaths {
  /** Lease directory of all users: one file per device, named after its UUID. */
  readonly dir: string;
  /** Directory of the grid: runs that share a device lock the file named after its UUID. */
  readonly members: string;
  /** Directory of this user: holder records, whose names begin with the device's UUID. */
  readonly holders: string;
  /** The part that all holder records share: members of a JSON object, without the braces. */
  readonly holder: string;
}

// How often to look whether the lock on a deleted lease file is still held.
const DELETED_WAIT_MS = 1_000;

/** The leases of a machine. */
export interface Leases {
  readonly paths: LeasePaths;
  /** Whether the lease is free, and nobody holds it by a file that was deleted since. */
  isFree(uuid: string): boolean;
  /** Waits until the lease is released; someone else may have taken it since. */
  waitUntilFree(uuid: string): Promise<void>;
  /** The gate of the lease, if another process holds that now. */
  lockedGateOf(uuid: string): string | undefined;
  /** Waits until nobody holds the gate. */
  waitUntilGateFree(uuid: string): Promise<void>;
  /** The living holders, as far as they tell. */
  holdersOf(uuid: string): DeviceHolder[];
}

/**
 * Creates missing lease files and checks the existing ones.
 *
 * @param root absolute path of the grid directory
 * @param uuids the devices that may be assigned to runs
 * @throws {LeaseError} if a file cannot be created, or is not a regular file
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
  const identity = { user: userName(), host: place.host, boot: place.boot, namespace: place.pidNamespace, grid: root };
  // If another user owns this user's directory, the records go where nobody else reads them.
  const paths = {
    dir,
    members,
    holders: makeHoldersDir(dir) ?? members,
    holder: encodeHolderMembers(identity),
  };
  const pathOf = (uuid: string) => join(dir, leaseName(uuid));
  const waits = new Map<string, Promise<void>>();
  // Waiting for a lock cannot be cancelled, so the next caller joins the wait.
  const waitFor = (path: string) => {
    const wait = waits.get(path) ?? waitForLock(path).finally(() => waits.delete(path));
    waits.set(path, wait);
    return wait;
  };
  // The lease files without a holder of a former file.
  const original = new Map<string, number | null>();
  const isHeldByDeletedFile = (uuid: string) => {
    const inode = lstat(pathOf(uuid))?.ino ?? null;
    if (original.get(uuid) === inode) return false;
    const isHeld = holdersOf(uuid, place).some(({ pid, lease }) =>
      lease !== undefined && lease !== inode && holdsLock(pid, lease)
    );
    if (!isHeld) original.set(uuid, inode);
    return isHeld;
  };
  return {
    paths,
    isFree: (uuid) => isFree(pathOf(uuid)) && !isHeldByDeletedFile(uuid),
    async waitUntilFree(uuid) {
      await waitFor(pathOf(uuid));
      // Nothing tells when the lock on a deleted file is released.
      if (isHeldByDeletedFile(uuid)) await delay(DELETED_WAIT_MS);
    },
    lockedGateOf(uuid) {
      const gate = gateOf(pathOf(uuid));
      return isFree(gate) ? undefined : gate;
    },
    waitUntilGateFree: (uuid) => waitFor(gateOf(pathOf(uuid))),
    holdersOf: (uuid) => holdersOf(uuid, place),
  };
}

/**
 * The current holders of a device that have left a record; none if there is no lease directory.
 *
 * @param place where this process runs: a holder on another host or in another PID namespace is assumed to be running
 */
export function holdersOf(uuid: string, place: HostIdentity): HolderRecord[] {
  const dir = leaseDir();
  return namesIn(dir).filter((name) => name.startsWith(HOLDERS)).flatMap((name) => {
    const holders = join(dir, name);
    // A user's records are only trusted in a directory that this user owns.
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
    // Just removed, or not readable.
    return undefined;
  }
}

function mayLive({ pid, host, boot, namespace }: HolderRecord, place: HostIdentity): boolean {
  if (host !== place.host || namespace !== place.pidNamespace) return true;
  return boot === place.boot && isProcess(pid);
}

function makeHoldersDir(dir: string): string | undefined {
  const path = join(dir, `${HOLDERS}${Deno.uid()}`);
  try {
    Deno.mkdirSync(path, { mode: 0o755 });
  } catch {
    // It exists, or records go elsewhere.
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
