/** The lock of a grid directory: one scheduler at a time. */
import { delay } from "@std/async/delay";
import { dirname } from "@std/path";
import { UsageError } from "../../../lib/messages/problem.ts";
import { decodeHolder, encodeHolder, type Holder } from "../../../lib/store/lock_format.ts";
import { errnoOf, isErrno } from "../../system/file_errors.ts";
import { lstatIfExists, readPlainText, removeIfExists, statIfExists } from "../../system/files.ts";
import { type HostIdentity, readHostIdentity } from "../../system/place.ts";
import { hasOpen, startTimeOf } from "../../system/processes/processes.ts";
import { holderName, LockedError, NoLocksError } from "./lock_errors.ts";

export type { Holder };

/** A lock that this process holds. */
export interface HeldLock {
  /**
   * Checks that the file at the path is still the locked one, and locks it again if it was removed.
   *
   * @returns `taken` if it cannot be locked: another scheduler may hold the grid
   */
  check(): "held" | "restored" | "taken";
  release(): void;
}

/** Who holds a lock. */
export interface LockState {
  readonly held: boolean;
  /** `undefined` if it is free, or the file does not name its holder. */
  readonly holder: Holder | undefined;
}

const NOT_HELD: LockState = { held: false, holder: undefined };
const ATTEMPTS = 4;
const RETRY_MS = 30;
const INTERRUPTIONS = 100;

/**
 * Takes the lock. It is released when the process ends, however it ends. Where the file system has no locks, an owner file is
 * used instead, which remains when the process is killed.
 *
 * @throws {LockedError} when another process holds it
 */
export async function acquireLock(path: string): Promise<HeldLock> {
  let file: Deno.FsFile;
  try {
    file = await lockPatiently(path);
  } catch (error) {
    if (!(error instanceof NoLocksError)) throw error;
    return await ownLock(path);
  }
  const since = new Date().toISOString();
  try {
    refuseLivingHolder(path);
    refuseOwner(path);
    writeHolder(file, since);
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    check() {
      // Without its directory there is nothing to lock: the next start of a run reports this.
      if (isAt(path, file) || statIfExists(dirname(path)) === undefined) return "held";
      const other = lockAgain(path, since);
      if (other === undefined) return "taken";
      file.close();
      file = other;
      return "restored";
    },
    release() {
      file.truncateSync(0);
      file.close();
    },
  };
}

async function ownLock(path: string): Promise<HeldLock> {
  const holder = thisProcess(new Date().toISOString());
  refuseLivingHolder(path);
  for (let attempt = 1; !takeOwnership(path, holder); attempt++) {
    if (attempt === ATTEMPTS) refuseOwner(path);
    await delay(RETRY_MS);
  }
  return {
    check() {
      if (isOwnedBy(path, holder) || statIfExists(dirname(path)) === undefined) return "held";
      return takeOwnership(path, holder) ? "restored" : "taken";
    },
    release: () => giveUpOwnership(path, holder),
  };
}

// Checked even where locks work: on another node, the same file system may have none, and its scheduler made an owner file.
function refuseOwner(path: string): void {
  const owner = readOwner(path);
  if (owner.kind === "free") return;
  const { holder } = owner;
  throw new LockedError(holder, dirname(path), `${holderName(holder)} (if it has ended, remove ${ownerPath(path)})`);
}

async function lockPatiently(path: string): Promise<Deno.FsFile> {
  for (let attempt = 1;; attempt++) {
    const file = openLock(path);
    try {
      // The file may have been removed, or replaced, since it was opened: another scheduler would lock the new one.
      if (tryLock(file, path, true) && isAt(path, file)) return file;
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
    if (attempt === ATTEMPTS) throw new LockedError(lockHolder(path), dirname(path));
    // Retries, because grid:status briefly locks the file to check whether a scheduler is running.
    await delay(RETRY_MS);
  }
}

function openLock(path: string): Deno.FsFile {
  const info = lstatIfExists(path);
  if (info !== undefined && !info.isFile) {
    throw new UsageError(`error: ${path} is not a regular file: remove it`);
  }
  return Deno.openSync(path, { read: true, write: true, create: true });
}

/**
 * Takes a lock (flock) if it is free.
 *
 * @param path of the file, for the message
 * @throws {NoLocksError}
 */
export function tryLock(file: Pick<Deno.FsFile, "tryLockSync">, path: string, exclusive: boolean): boolean {
  for (let attempt = 1;; attempt++) {
    try {
      return file.tryLockSync(exclusive);
    } catch (error) {
      if (isErrno(error, "EINTR") && attempt < INTERRUPTIONS) continue;
      throw new NoLocksError(
        `error: cannot lock ${path}: ${(error as Error).message} (${errnoOf(error) ?? "flock"}): ` +
          "its file system may not support locks; use a directory on a local disk (--expdir)",
        { cause: error },
      );
    }
  }
}

function isAt(path: string, file: Deno.FsFile): boolean {
  const there = statIfExists(path);
  const locked = file.statSync();
  return there !== undefined && there.ino === locked.ino && there.dev === locked.dev;
}

// Where locks have no effect, as on some network file systems, the file still names the scheduler that holds the grid.
function refuseLivingHolder(path: string): void {
  const holder = readHolder(path);
  if (holder === undefined || holder.pid === Deno.pid || holder.start === undefined) return;
  const { host, machine, boot, pidNamespace } = readHostIdentity();
  const isHere = holder.host === host && holder.machine === machine && holder.boot === boot &&
    holder.pid_namespace === pidNamespace;
  // A copy of a grid directory also names the scheduler of the original, but that one has another file open.
  if (isHere && startTimeOf(holder.pid) === holder.start && hasOpen(holder.pid, path)) {
    throw new LockedError(holder, dirname(path));
  }
}

function thisProcess(since: string): Holder {
  const { host, machine, boot, pidNamespace } = readHostIdentity();
  const place = { machine, boot, pid_namespace: pidNamespace, start: startTimeOf(Deno.pid) };
  return { pid: Deno.pid, host, since, ...place };
}

function writeHolder(file: Deno.FsFile, since: string): void {
  file.truncateSync(0);
  file.seekSync(0, Deno.SeekMode.Start);
  file.writeSync(new TextEncoder().encode(encodeHolder(thisProcess(since))));
}

// Locks the file again after it was removed or replaced; `undefined` if that fails, for example because another process holds
// the new file.
function lockAgain(path: string, since: string): Deno.FsFile | undefined {
  let file: Deno.FsFile | undefined;
  try {
    file = openLock(path);
    if (tryLock(file, path, true) && isAt(path, file)) {
      writeHolder(file, since);
      return file;
    }
  } catch {
    // Whatever the error is: the lock is not held.
  }
  file?.close();
  return undefined;
}

/** Whether the lock is held now, and by whom. */
export function lockState(path: string): LockState {
  // Opening a pipe would wait for a writer.
  if (lstatIfExists(path)?.isFile !== true) return stateByOwner(path);
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return stateByOwner(path);
    throw error;
  }
  try {
    if (!tryLock(file, path, false)) return { held: true, holder: readHolder(path) };
    file.unlockSync();
  } catch (error) {
    if (!(error instanceof NoLocksError)) throw error;
  } finally {
    file.close();
  }
  return stateByOwner(path);
}

function stateByOwner(path: string): LockState {
  const owner = readOwner(path);
  return owner.kind === "held" ? { held: true, holder: owner.holder } : NOT_HELD;
}

/** The current holder of the lock; `undefined` if there is none. */
export function lockHolder(path: string): Holder | undefined {
  return lockState(path).holder;
}

function readHolder(path: string): Holder | undefined {
  try {
    return decodeHolder(readPlainText(path) ?? "");
  } catch {
    return undefined;
  }
}

// The lock of a grid directory where the file system has no locks (flock), as on some clusters: a file that is created
// exclusively and names the scheduler. A scheduler that is killed leaves it behind, so it only counts as long as that scheduler
// may be running.

/** The state of an owner file. */
export type Owner =
  /** There is none, or its scheduler has ended. */
  | { readonly kind: "free" }
  /** `holder` is `undefined` while the file is being written. */
  | { readonly kind: "held"; readonly holder: Holder | undefined };

/** The path of the owner file of a lock. */
function ownerPath(lock: string): string {
  return `${lock}.owner`;
}

/**
 * Who owns a lock according to its owner file. A scheduler on another host, or in another PID namespace, cannot be checked and
 * counts as running.
 */
function readOwner(lock: string): Owner {
  const text = readPlainText(ownerPath(lock));
  if (text === undefined) return { kind: "free" };
  const holder = decodeHolder(text);
  return holder !== undefined && hasEnded(holder, readHostIdentity()) ? { kind: "free" } : { kind: "held", holder };
}

function hasEnded(holder: Holder, here: HostIdentity): boolean {
  if (holder.host !== here.host || holder.machine !== here.machine || here.boot === "-") return false;
  if (holder.boot !== here.boot) return true;
  return holder.pid_namespace === here.pidNamespace && startTimeOf(holder.pid) !== holder.start;
}

/**
 * Creates the owner file of a lock, after removing that of a scheduler that has ended.
 *
 * @returns whether this process owns the lock now
 */
function takeOwnership(lock: string, holder: Holder): boolean {
  const path = ownerPath(lock);
  if (create(path, holder)) return true;
  if (readOwner(lock).kind === "held") return false;
  // Moved before it is removed: of several processes that find the stale file, one succeeds, and none removes the file of the
  // next owner.
  const moved = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  try {
    const stale = readPlainText(path);
    Deno.renameSync(path, moved);
    const isStale = readPlainText(moved) === stale;
    if (!isStale) Deno.linkSync(moved, path);
    Deno.removeSync(moved);
    return isStale && create(path, holder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

function create(path: string, holder: Holder): boolean {
  try {
    Deno.writeTextFileSync(path, encodeHolder(holder), { createNew: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** Whether the owner file is that of this holder. */
function isOwnedBy(lock: string, holder: Holder): boolean {
  return readPlainText(ownerPath(lock)) === encodeHolder(holder);
}

/** Removes the owner file, if it is that of this holder. */
function giveUpOwnership(lock: string, holder: Holder): void {
  if (isOwnedBy(lock, holder)) removeIfExists(ownerPath(lock));
}

const WATCH_MS = 1_000;

// A scheduler that is about to be refused, and the dry run of a resume, hold a new lock for a moment.
const TAKEN_LOOKS = 3;

/**
 * Checks a lock at intervals, until another scheduler has it.
 *
 * @param tell called when it was removed and is locked again, and when another scheduler has held it in three checks in a row
 * @param interval milliseconds between two checks
 * @returns a function that ends the checks
 */
export function watchLock(
  lock: Pick<HeldLock, "check">,
  tell: (state: "restored" | "taken") => void,
  interval = WATCH_MS,
): () => void {
  let taken = 0;
  const timer = setInterval(() => {
    const state = checkLock(lock);
    taken = state === "taken" ? taken + 1 : 0;
    if (state === "restored") tell(state);
    if (taken < TAKEN_LOOKS) return;
    clearInterval(timer);
    tell("taken");
  }, interval);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

// If the directory cannot be read, the lock counts as held.
function checkLock(lock: Pick<HeldLock, "check">): ReturnType<HeldLock["check"]> {
  try {
    return lock.check();
  } catch {
    return "held";
  }
}
