/** The directory that holds grid directories: one process at a time makes a grid in it. */
import { join } from "@std/path";
import { UsageError } from "../../lib/messages/problem.ts";
import { GRID_FILES, isUnfinishedName } from "../../lib/store/layout.ts";
import { namesIn, removeIfExists, statIfExists } from "../system/files.ts";
import { tryLock } from "./lock/lock.ts";

// Making a grid directory takes seconds for a hundred thousand experiments.
const WAIT_MS = 60_000;
const POLL_MS = 20;

/**
 * Runs something while no other process makes a grid in a directory, and removes what makers left that were killed.
 *
 * @param expdir made if there is none
 * @throws {UsageError} when another process does not come to an end
 */
export function withExpdir<T>(expdir: string, run: () => T): T {
  const lock = lockExpdir(expdir);
  try {
    // Without locks another maker may be writing there.
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
      // Another user's, or there is something in it that no maker writes: it stays, and is skipped.
    }
  }
}

/** Removes a grid directory in which nothing but its own files is; anything else stays, and the directory with it. */
export function removeGridFiles(root: string): void {
  for (const name of GRID_FILES) removeIfExists(join(root, name));
  removeIfExists(root);
}
