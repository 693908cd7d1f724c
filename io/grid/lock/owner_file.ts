/**
 * The lock of a grid directory where the file system has no locks (flock), as on some clusters: a file that is created
 * exclusively and names the scheduler. It outlives a scheduler that is killed, so it only counts as long as that may run.
 */
import { decodeHolder, encodeHolder, type Holder } from "../../../lib/store/lock_format.ts";
import { readPlainText, removeIfExists } from "../../system/files.ts";
import { type HostIdentity, readHostIdentity } from "../../system/place.ts";
import { startTimeOf } from "../../system/processes/processes.ts";

/** The state of an owner file. */
export type Owner =
  /** There is none, or its scheduler has ended. */
  | { readonly kind: "free" }
  /** `holder` is `undefined` while the file is being written. */
  | { readonly kind: "held"; readonly holder: Holder | undefined };

/** The path of the owner file of a lock. */
export function ownerPath(lock: string): string {
  return `${lock}.owner`;
}

/** Who owns a lock by its owner file. A scheduler on another host, or before another boot of it, cannot be seen: it may run. */
export function readOwner(lock: string): Owner {
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
export function takeOwnership(lock: string, holder: Holder): boolean {
  const path = ownerPath(lock);
  if (create(path, holder)) return true;
  if (readOwner(lock).kind === "held") return false;
  // Moved away first: of several processes that find it, one removes it, and none removes the file of the next owner.
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
export function isOwnedBy(lock: string, holder: Holder): boolean {
  return readPlainText(ownerPath(lock)) === encodeHolder(holder);
}

/** Removes the owner file, if it is that of this holder. */
export function giveUpOwnership(lock: string, holder: Holder): void {
  if (isOwnedBy(lock, holder)) removeIfExists(ownerPath(lock));
}
