/** GPU leases, which keep the runs of all users of a machine off each other's devices, and records of their holders. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import type { DeviceHolder } from "../../lib/gpu/eligibility.ts";
import { decodeHolderRecord, encodeHolderMembers, type HolderRecord } from "../../lib/store/holder_format.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { namesIn, readPlainText, readTextIfExists } from "../system/files.ts";
import type { HostIdentity } from "../system/place.ts";
import { holdsLock, isProcess } from "../system/processes/processes.ts";

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
  /** Whether the lease is free. It is not free while a process still holds the lock on a lease file that was deleted. */
  isFree(uuid: string): boolean;
  /** Waits until the lease is released. By then, another process may have taken it again. */
  waitUntilFree(uuid: string): Promise<void>;
  /** The gate of the lease, if another process has locked it now. */
  lockedGateOf(uuid: string): string | undefined;
  /** Waits until the gate is free. */
  waitUntilGateFree(uuid: string): Promise<void>;
  /** The holders that are running, as far as they left records. */
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
  // The inodes of lease files for which no run holds an earlier, deleted file.
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
      // There is no way to wait for the lock on a deleted file.
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
    // It exists, or cannot be created; then records are written elsewhere.
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

// Lease files: one per device, in a directory that all users of the machine share, locked by the runs on that device. The lock
// is a flock(2) held by the run and the processes it starts, so it lasts exactly as long as they do, even if the scheduler dies
// first. The files are only opened for reading: they belong to different users, and with `fs.protected_regular` set, nobody
// else may open them for writing.

/** The lease directory, or a file in it, cannot be used. */
export class LeaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LeaseError";
  }
}

/** The file name of a device's lease. */
export function leaseName(uuid: string): string {
  // Drivers before 470 name MIG instances MIG-GPU-…/7/0.
  return uuid.replaceAll("/", "_");
}

/** The gate of the lease at a path: locked for a moment by a run that is about to share the device. */
function gateOf(path: string): string {
  return path + GATE;
}

const DEFAULT_DIR = "/tmp/grid-workers-leases";
const GATE = ".gate";

/** The lease directory; it must be the same for all users who share the machine. */
function leaseDir(): string {
  return absolutePath(Deno.env.get("GRID_WORKERS_LEASE_DIR") || DEFAULT_DIR);
}

// As in /tmp: anyone may add files, and only the owner of a file may remove it.
const SHARED_MODE = 0o1777;

/**
 * Creates the lease directory if it does not exist.
 *
 * @throws {LeaseError} if it cannot be created, is not writable for others, or lets users remove each other's leases
 */
function makeSharedDir(dir: string): void {
  try {
    Deno.mkdirSync(dir, { mode: SHARED_MODE });
    // mkdir applies the umask.
    Deno.chmodSync(dir, SHARED_MODE);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw new LeaseError(`cannot create the GPU lease directory: ${(error as Error).message}`, { cause: error });
    }
  }
  const info = Deno.lstatSync(dir);
  if (!info.isDirectory) throw new LeaseError(`${dir}: expected a directory for GPU leases`);
  const [mode, uid] = [info.mode ?? 0, info.uid ?? 0];
  if ((mode & 0o1002) === 0o0002) {
    throw new LeaseError(`${dir} lets users remove each other's GPU leases: run chmod 1777 ${dir}`);
  }
  if ((mode & 0o0002) === 0 && uid !== Deno.uid() && Deno.uid() !== 0) {
    throw new LeaseError(`${dir} is only writable by its owner: run chmod 1777 ${dir} to share GPU leases`);
  }
}

/**
 * Creates the files of a device's lease if they do not exist.
 *
 * @throws {LeaseError} if they cannot be created, or a path is not a regular file
 */
function makeLease(path: string): void {
  for (const file of [path, gateOf(path)]) makeFile(file);
}

// Readable by all from the start. The sticky bit keeps systemd-tmpfiles from deleting old files: a lease that is deleted
// while a run holds it could be taken a second time.
const LEASE_MODE = 0o1444;

function makeFile(path: string): void {
  const umask = Deno.umask(0);
  try {
    Deno.writeTextFileSync(path, "", { createNew: true, mode: LEASE_MODE });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw new LeaseError(`cannot create a GPU lease: ${(error as Error).message}`, { cause: error });
    }
  } finally {
    Deno.umask(umask);
  }
  // A link could lead anywhere, and opening a pipe blocks.
  if (!Deno.lstatSync(path).isFile) throw new LeaseError(`${path}: expected a regular file for a GPU lease`);
}

function openLease(path: string): Deno.FsFile {
  // The file may have been deleted since the leases were opened.
  if (path.endsWith(GATE)) makeFile(path);
  else makeLease(path);
  return Deno.openSync(path, { read: true });
}

/** Whether the lease at a path is free. A deleted file is created again. */
function isFree(path: string): boolean {
  using file = openLease(path);
  if (!file.tryLockSync(true)) return false;
  file.unlockSync();
  return true;
}

/** Waits until the lease at a path is released. By then, another process may have taken it again. */
async function waitForLock(path: string): Promise<void> {
  using file = openLease(path);
  await file.lock(true);
  file.unlockSync();
}
