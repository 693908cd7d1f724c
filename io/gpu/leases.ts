/**
 * Leases of GPUs: a file a device, in a directory that all users of the machine share, locked by whoever computes there.
 *
 * The lock is flock(2)'s, held by the run itself and by what it starts, so that it ends with them, whatever else ends before.
 * The files are only ever opened for reading: nobody can write to another's, and where `fs.protected_regular` is set nobody
 * could open them otherwise.
 */
import { join, resolve } from "@std/path";
import type { DeviceHolder } from "../../lib/gpu/obstacle.ts";
import { decodeHolderRecord, encodeHolderMembers, type HolderRecord } from "../../lib/store/holder_format.ts";
import { readTextIfExists } from "../system/files.ts";
import type { HostIdentity } from "../system/place.ts";
import { isProcess } from "../system/processes.ts";

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
  /** The living holders, as far as they tell. */
  holdersOf(uuid: string): DeviceHolder[];
}

/** A directory of leases, or a file in it, is not what it has to be. */
export class LeaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LeaseError";
  }
}

/** The name of a device's lease. */
export function leaseName(uuid: string): string {
  // Old drivers name MIG instances MIG-GPU-…/7/0.
  return uuid.replaceAll("/", "_");
}

const DEFAULT_DIR = "/tmp/grid-workers-leases";
const GATE = ".gate";

// The same for all users who are to respect each other's.
function leaseDir(): string {
  return resolve(Deno.env.get("GRID_WORKERS_LEASE_DIR") || DEFAULT_DIR);
}

/**
 * Makes sure that the files of leases exist, and are what they have to be.
 *
 * @param root the grid directory
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
  const waits = new Map<string, Promise<void>>();
  return {
    paths,
    isFree: (uuid) => isFree(join(dir, leaseName(uuid))),
    waitUntilFree(uuid) {
      // A wait for a lock cannot be called off: it serves whoever waits next.
      const wait = waits.get(uuid) ?? waitForLock(join(dir, leaseName(uuid))).finally(() => waits.delete(uuid));
      waits.set(uuid, wait);
      return wait;
    },
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
  return entriesOf(dir).filter((name) => name.startsWith(HOLDERS)).flatMap((name) => {
    const holders = join(dir, name);
    // Nobody speaks for another.
    if (lstat(holders)?.uid !== Number(name.slice(HOLDERS.length))) return [];
    return entriesOf(holders).filter((record) => record.startsWith(`${leaseName(uuid)}.`)).flatMap((record) => {
      const holder = readHolder(join(holders, record));
      return holder !== undefined && mayLive(holder, place) ? [holder] : [];
    });
  });
}

const HOLDERS = "holders-";

function readHolder(path: string): HolderRecord | undefined {
  // To open a pipe waits for ever.
  if (!lstat(path)?.isFile) return undefined;
  try {
    return decodeHolderRecord(Deno.readTextFileSync(path));
  } catch {
    // Removed just now, or not to be read by us.
    return undefined;
  }
}

function mayLive({ pid, host, boot, namespace }: HolderRecord, place: HostIdentity): boolean {
  if (host !== place.host || namespace !== place.pidNamespace) return true;
  return boot === place.boot && isProcess(pid);
}

function entriesOf(dir: string): string[] {
  try {
    return Array.from(Deno.readDirSync(dir), ({ name }) => name);
  } catch {
    return [];
  }
}

// Anyone may add files and nobody may remove another's, as in /tmp.
const SHARED_MODE = 0o1777;

function makeSharedDir(dir: string): void {
  try {
    Deno.mkdirSync(dir, { mode: SHARED_MODE });
    // The umask has taken bits away.
    Deno.chmodSync(dir, SHARED_MODE);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw new LeaseError(`cannot make the directory of GPU leases: ${(error as Error).message}`, { cause: error });
    }
  }
  const info = Deno.lstatSync(dir);
  if (!info.isDirectory) throw new LeaseError(`${dir} has to be a directory, for the leases of GPUs`);
  const [mode, uid] = [info.mode ?? 0, info.uid ?? 0];
  if ((mode & 0o1002) === 0o0002) {
    throw new LeaseError(`${dir} lets anyone remove leases that others hold: chmod 1777 ${dir}`);
  }
  if ((mode & 0o0002) === 0 && uid !== Deno.uid() && Deno.uid() !== 0) {
    throw new LeaseError(`${dir} belongs to another user, who alone can make leases there: chmod 1777 ${dir}`);
  }
}

function makeLease(path: string): void {
  for (const file of [path, path + GATE]) makeFile(file);
}

// Readable by all from the first moment, and with the bit by which systemd-tmpfiles knows what must not age: a lease that is
// removed while a run holds it would have a second holder.
const LEASE_MODE = 0o1444;

function makeFile(path: string): void {
  const umask = Deno.umask(0);
  try {
    Deno.writeTextFileSync(path, "", { createNew: true, mode: LEASE_MODE });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw new LeaseError(`cannot make the lease of a GPU: ${(error as Error).message}`, { cause: error });
    }
  } finally {
    Deno.umask(umask);
  }
  // A link would lead anywhere, and to open a pipe waits for ever.
  if (!Deno.lstatSync(path).isFile) throw new LeaseError(`${path} has to be a plain file, as the lease of a GPU`);
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

function openLease(path: string): Deno.FsFile {
  // Someone may have cleaned up.
  makeLease(path);
  return Deno.openSync(path, { read: true });
}

function isFree(path: string): boolean {
  using file = openLease(path);
  if (!file.tryLockSync(true)) return false;
  file.unlockSync();
  return true;
}

async function waitForLock(path: string): Promise<void> {
  using file = openLease(path);
  await file.lock(true);
  file.unlockSync();
}

function userName(): string {
  const uid = String(Deno.uid());
  const line = readTextIfExists("/etc/passwd")?.split("\n").find((line) => line.split(":")[2] === uid);
  return line?.split(":")[0] ?? Deno.env.get("USER") ?? uid;
}
