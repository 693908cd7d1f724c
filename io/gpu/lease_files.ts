/**
 * Lease files: one per device, in a directory that all users of the machine share, locked by the runs on that device.
 *
 * The lock is a flock(2) held by the run and the processes it starts, so it lasts exactly as long as they do, even if the
 * scheduler dies first. The files are only opened for reading: they belong to different users, and with
 * `fs.protected_regular` set, nobody else may open them for writing.
 */
import { absolutePath } from "../system/absolute_path.ts";

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
export function gateOf(path: string): string {
  return path + GATE;
}

const DEFAULT_DIR = "/tmp/grid-workers-leases";
const GATE = ".gate";

/** The lease directory; it must be the same for all users who share the machine. */
export function leaseDir(): string {
  return absolutePath(Deno.env.get("GRID_WORKERS_LEASE_DIR") || DEFAULT_DIR);
}

// As in /tmp: anyone may add files, and only the owner of a file may remove it.
const SHARED_MODE = 0o1777;

/**
 * Creates the lease directory if it does not exist.
 *
 * @throws {LeaseError} if it cannot be created, is not writable for others, or lets users remove each other's leases
 */
export function makeSharedDir(dir: string): void {
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
export function makeLease(path: string): void {
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
  // Someone may have cleaned up.
  if (path.endsWith(GATE)) makeFile(path);
  else makeLease(path);
  return Deno.openSync(path, { read: true });
}

/** Whether the lease at a path is free. A deleted file is created again. */
export function isFree(path: string): boolean {
  using file = openLease(path);
  if (!file.tryLockSync(true)) return false;
  file.unlockSync();
  return true;
}

/** Waits until the lease at a path is released; someone else may have taken it since. */
export async function waitForLock(path: string): Promise<void> {
  using file = openLease(path);
  await file.lock(true);
  file.unlockSync();
}
