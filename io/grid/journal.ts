/** The journal of a grid: an append-only file with one record per line. */
import { dirname } from "@std/path";
import type { JournalRecord } from "../../lib/run/journal_record.ts";
import { decodeJournal, encodeRecord, JOURNAL_VERSION } from "../../lib/store/journal_format.ts";
import { readLines, requirePlainFile, writeAll } from "../system/files.ts";
import { tryLock } from "./lock/lock.ts";
import { LockedError, NoLocksError } from "./lock/lock_errors.ts";

// How long to collect records for one sync. After a power failure, the work of this time may be repeated.
const GATHER_MS = 5;

/** An open journal. */
export interface Journal {
  /**
   * Appends a record. It is in the file when this returns, and on disk some milliseconds later: records that are appended
   * shortly after each other share one sync.
   *
   * @throws if the file cannot be written, for example because the disk is full; the journal is unchanged then
   */
  append(record: JournalRecord): void;
  /** Waits until everything appended so far is on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal for appending, and creates it if there is none. An incomplete last line, left by a crash or a full disk, is
 * removed.
 *
 * The journal is locked while it is open, so that a scheduler whose lock file was removed still keeps other schedulers out.
 *
 * @param path of the file
 * @throws {LockedError} when another scheduler has it open
 */
export function openJournal(path: string): Journal {
  const file = openLocked(path);
  let end = repair(file);
  let syncing: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dirty = false;
  let failure: unknown;

  function append(record: JournalRecord): void {
    const bytes = new TextEncoder().encode(`${encodeRecord(record)}\n`);
    try {
      writeAll(file, bytes);
    } catch (error) {
      // Removes the part of the line that was written: the next record must start on a new line.
      file.truncateSync(end);
      file.seekSync(end, Deno.SeekMode.Start);
      throw error;
    }
    end += bytes.length;
    dirty = true;
    if (syncing === undefined) timer ??= setTimeout(sync, GATHER_MS);
  }

  function sync(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return syncing ??= syncAll();
  }

  async function syncAll(): Promise<void> {
    try {
      while (dirty) {
        dirty = false;
        await file.syncData();
      }
    } catch (error) {
      failure ??= error;
    } finally {
      syncing = undefined;
    }
  }

  try {
    if (end === 0) append({ type: "journal", version: JOURNAL_VERSION });
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    append,
    async flush() {
      await (dirty ? sync() : syncing);
      if (failure !== undefined) throw failure;
    },
    async close() {
      await (dirty ? sync() : syncing);
      clearTimeout(timer);
      file.close();
    },
  };
}

function openLocked(path: string): Deno.FsFile {
  requirePlainFile(path);
  const file = Deno.openSync(path, { read: true, write: true, create: true });
  try {
    if (tryLock(file, path, true)) return file;
    throw new LockedError(decodeJournal(readLines(path)).lastScheduler, dirname(path));
  } catch (error) {
    // Without locks, the owner file of the grid keeps other schedulers out.
    if (error instanceof NoLocksError) return file;
    file.close();
    throw error;
  }
}

// Truncates the file after its last newline, and returns the new length.
function repair(file: Deno.FsFile): number {
  const size = file.statSync().size;
  const buffer = new Uint8Array(64 * 1024);
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - buffer.length);
    file.seekSync(start, Deno.SeekMode.Start);
    const read = file.readSync(buffer.subarray(0, end - start)) ?? 0;
    const newline = buffer.subarray(0, read).lastIndexOf(10);
    if (newline !== -1) {
      end = start + newline + 1;
      break;
    }
    end = start;
  }
  if (end < size) file.truncateSync(end);
  file.seekSync(end, Deno.SeekMode.Start);
  return end;
}
