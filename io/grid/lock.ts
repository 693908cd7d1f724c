/** The lock of a grid directory: one scheduler at a time. */
import { delay } from "@std/async/delay";
import { decodeHolder, encodeHolder, type Holder } from "../../lib/store/lock_format.ts";
import { readTextIfExists, requirePlainFile } from "../system/files.ts";

export type { Holder };

/** Another scheduler is at work in the grid directory. */
export class LockedError extends Error {
  /** @param holder who it is, if that is known */
  constructor(readonly holder: Holder | undefined) {
    super(holder === undefined ? "another scheduler" : `the scheduler with pid ${holder.pid} on ${holder.host}`);
    this.name = "LockedError";
  }
}

/**
 * Takes the lock, which is given back when the process ends, however it ends.
 *
 * @returns gives it back
 * @throws {LockedError} when another process holds it
 */
export async function acquireLock(path: string): Promise<() => void> {
  requirePlainFile(path);
  const file = Deno.openSync(path, { read: true, write: true, create: true });
  // A status that looks at the lock holds it for an instant, and is no scheduler.
  for (let attempt = 0; !file.tryLockSync(true); attempt++) {
    if (attempt === 3) {
      file.close();
      throw new LockedError(readHolder(path));
    }
    await delay(30);
  }
  const holder: Holder = { pid: Deno.pid, host: Deno.hostname(), since: new Date().toISOString() };
  try {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(encodeHolder(holder)));
  } catch (error) {
    file.close();
    throw error;
  }
  return () => {
    file.truncateSync(0);
    file.close();
  };
}

/** Who holds the lock now; `undefined` when nobody does. */
export function lockHolder(path: string): Holder | undefined {
  let file: Deno.FsFile;
  requirePlainFile(path);
  try {
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    if (!file.tryLockSync(false)) return readHolder(path);
    file.unlockSync();
    return undefined;
  } finally {
    file.close();
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return decodeHolder(readTextIfExists(path) ?? "");
  } catch {
    return undefined;
  }
}
