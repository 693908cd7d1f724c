/** The directory that holds grid directories: one process at a time makes a grid in it. */
import { join } from "@std/path";
import { UsageError } from "../../lib/messages/problem.ts";
import { isUnfinishedName } from "../../lib/store/grid_dir_name.ts";
import { GRID_FILES, SNAPSHOTS } from "../../lib/store/layout.ts";
import { lstatIfExists, namesIn, removeIfExists, statIfExists } from "../system/files.ts";
import { tryLock } from "./lock/lock.ts";

// Making a grid directory takes seconds for a hundred thousand experiments.
const WAIT_MS = 60_000;
const POLL_MS = 20;

/**
 * Runs a function while no other process makes a grid in the directory. First removes what processes left there that were
 * killed while they made one.
 *
 * @param expdir created if it does not exist
 * @throws {UsageError} if another process does not finish in time
 */
export function withExpdir<T>(expdir: string, run: () => T): T {
  const lock = lockExpdir(expdir);
  try {
    // Without locks, another process may be making a grid there now.
    if (lock !== undefined) removeUnfinished(expdir);
    return run();
  } finally {
    lock?.close();
  }
}

// A lock on the directory itself leaves nothing behind; `undefined` where its file system has no locks.
function lockExpdir(expdir: string): Deno.FsFile | undefined {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    Deno.mkdirSync(expdir, { recursive: true });
    const dir = Deno.openSync(expdir, { read: true });
    try {
      const there = statIfExists(expdir);
      const { ino, dev } = dir.statSync();
      if (tryLock(dir, expdir, true) && there?.ino === ino && there.dev === dev) return dir;
    } catch (error) {
      dir.close();
      if (error instanceof UsageError) return undefined;
      throw error;
    }
    dir.close();
    if (performance.now() >= end) {
      throw new UsageError(
        `error: another process has been making a grid in ${expdir} for ${WAIT_MS / 1000} s: try again`,
      );
    }
    sleep(POLL_MS);
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function removeUnfinished(expdir: string): void {
  for (const name of namesIn(expdir).filter(isUnfinishedName)) {
    try {
      removeGridFiles(join(expdir, name));
    } catch {
      // It belongs to another user, or has files that do not belong to a grid: it stays, and is skipped.
    }
  }
}

/**
 * Removes the files of a grid, and its directory if that is empty then.
 *
 * @throws if the directory has other files
 */
export function removeGridFiles(root: string): void {
  for (const name of GRID_FILES) removeIfExists(join(root, name));
  const snapshots = join(root, SNAPSHOTS);
  if (lstatIfExists(snapshots)?.isDirectory) Deno.removeSync(snapshots, { recursive: true });
  removeIfExists(root);
}
