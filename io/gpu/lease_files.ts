/**
 * The files of leases: one per device, in a directory that all users of the machine share, locked by whoever computes there.
 *
 * The lock is flock(2)'s, held by the run itself and by what it starts, so that it ends with them, whatever else ends before.
 * The files are only ever opened for reading: nobody can write to another's, and where `fs.protected_regular` is set nobody
 * could open them otherwise.
 */
import { resolve } from "@std/path";

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

/** The gate of the lease at a path: locked for a moment by a run that is about to share the device. */
export function gateOf(path: string): string {
  return path + GATE;
}

const DEFAULT_DIR = "/tmp/grid-workers-leases";
const GATE = ".gate";

/** The directory of leases: the same for all users who are to respect each other's. */
export function leaseDir(): string {
  return resolve(Deno.env.get("GRID_WORKERS_LEASE_DIR") || DEFAULT_DIR);
}

// Anyone may add files and nobody may remove another's, as in /tmp.
const SHARED_MODE = 0o1777;

/**
 * Makes the directory of leases, unless it is there.
 *
 * @throws {LeaseError} when it cannot be made, or one user could take away what another holds
 */
export function makeSharedDir(dir: string): void {
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

/**
 * Makes the files of a device's lease, unless they are there.
 *
 * @throws {LeaseError} when something else is in their place, or they cannot be made
 */
export function makeLease(path: string): void {
  for (const file of [path, gateOf(path)]) makeFile(file);
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

function openLease(path: string): Deno.FsFile {
  // Someone may have cleaned up.
  if (path.endsWith(GATE)) makeFile(path);
  else makeLease(path);
  return Deno.openSync(path, { read: true });
}

/** Whether nobody holds the lease, or the gate, at a path now. A file that was removed is made anew. */
export function isFree(path: string): boolean {
  using file = openLease(path);
  if (!file.tryLockSync(true)) return false;
  file.unlockSync();
  return true;
}

/** Waits until nobody holds the lease, or the gate, at a path; another may have taken it since. */
export async function waitForLock(path: string): Promise<void> {
  using file = openLease(path);
  await file.lock(true);
  file.unlockSync();
}
