/** Reads logs while they are written: from near their end, in pieces. */
import { reasonOf } from "../../results/read_part.ts";
import { lstatIfExists, readFull } from "../../system/files.ts";

/** A log that is open. */
export interface LogFile extends Disposable {
  /** Its size when it was opened, in bytes. */
  readonly size: number;
  /** How many bytes come before those that are read. */
  readonly skipped: number;
  /**
   * The next bytes. They are valid until the next call.
   *
   * @returns `undefined` at the present end
   */
  read(): Uint8Array | undefined;
}

/** How much of a log is read: all, its last lines, or its last bytes from the beginning of a line. */
export type LogTail =
  | { readonly kind: "all" }
  | { readonly kind: "lines"; readonly count: number }
  | { readonly kind: "bytes"; readonly count: number };

const BLOCK = 64 * 2 ** 10;

// Lines may have any length: no more than this is read to find the last ones.
const MAX_SEARCH = 16 * 2 ** 20;

/**
 * Opens a log. Only a regular file, because opening a pipe would block, and a link could lead anywhere.
 *
 * @param path absolute
 * @returns the log; or why it cannot be read, as the rest of a sentence
 */
export function openLog(path: string, tail: LogTail): LogFile | string {
  let file: Deno.FsFile;
  try {
    const info = lstatIfExists(path);
    if (info === undefined) return "does not exist";
    if (!info.isFile) return "is not a regular file";
    file = Deno.openSync(path);
  } catch (error) {
    return reasonOf(error);
  }
  const { size } = file.statSync();
  const skipped = beginning(file, size, tail);
  const buffer = new Uint8Array(BLOCK);
  let at = skipped;
  file.seekSync(at, Deno.SeekMode.Start);
  return {
    size,
    skipped,
    read() {
      const count = file.readSync(buffer);
      if (count !== null) {
        at += count;
        return buffer.subarray(0, count);
      }
      // The file was truncated: read it from its beginning.
      if (file.statSync().size < at) at = file.seekSync(0, Deno.SeekMode.Start);
      return undefined;
    },
    [Symbol.dispose]: () => file.close(),
  };
}

function beginning(file: Deno.FsFile, size: number, tail: LogTail): number {
  switch (tail.kind) {
    case "all":
      return 0;
    case "lines":
      return startOfLines(file, size, tail.count);
    case "bytes": {
      if (size <= tail.count) return 0;
      const start = size - tail.count;
      const newline = readAt(file, start, Math.min(BLOCK, tail.count)).indexOf(NEWLINE);
      return start + newline + 1;
    }
  }
}

const NEWLINE = 10;

// Searches backwards. A newline at the end does not begin another line.
function startOfLines(file: Deno.FsFile, size: number, count: number): number {
  if (count === 0) return size;
  const limit = Math.max(0, size - MAX_SEARCH);
  let found = 0;
  for (let end = size; end > limit;) {
    const start = Math.max(limit, end - BLOCK);
    const bytes = readAt(file, start, end - start);
    for (let index = bytes.length - 1; index >= 0; index--) {
      if (bytes[index] !== NEWLINE || start + index === size - 1) continue;
      if (++found === count) return start + index + 1;
    }
    end = start;
  }
  return limit;
}

function readAt(file: Deno.FsFile, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(start, Deno.SeekMode.Start);
  return bytes.subarray(0, readFull(file, bytes));
}
