/** Reads what is appended to a file that another process writes. */
import { readFull, statIfExists } from "../system/files.ts";

/** What was appended to a file since the last look. */
export interface Appended {
  /** Whether the file was replaced or rewritten: then the bytes are from its beginning. */
  readonly isNew: boolean;
  readonly bytes: Uint8Array;
}

export interface GrowingFile {
  /** The bytes since the last look, at most {@link MAX_BYTES}; `undefined` if there are none. */
  look(): Appended | undefined;
}

/** Maximum number of bytes that one look reads, so that other files do not have to wait: 200 ms for a regular expression. */
export const MAX_BYTES = 2 ** 20;

// How many bytes of what was read last are compared with what is there now.
const KNOWN_BYTES = 256;

/**
 * Opens a file, which need not exist yet.
 *
 * @param stale the file as an earlier attempt left it: nothing of it is read until it changes
 */
export function openGrowingFile(path: string, stale?: Deno.FileInfo): GrowingFile {
  let ignored = stale;
  let offset = 0;
  let known: Uint8Array = new Uint8Array();
  return {
    look() {
      const info = statIfExists(path);
      if (info === undefined || !info.isFile) return undefined;
      if (ignored !== undefined) {
        if (isSame(info, ignored)) return undefined;
        ignored = undefined;
      }
      if (info.size === offset) return undefined;
      using file = Deno.openSync(path);
      const isNew = offset > 0 && (info.size < offset || !endsWith(file, offset, known));
      if (isNew) offset = 0;
      const bytes = new Uint8Array(Math.min(info.size - offset, MAX_BYTES));
      file.seekSync(offset, Deno.SeekMode.Start);
      const read = bytes.subarray(0, readFull(file, bytes));
      if (read.length === 0 && !isNew) return undefined;
      offset += read.length;
      known = read.slice(-KNOWN_BYTES);
      return { isNew, bytes: read };
    },
  };
}

function isSame(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtime?.getTime() === b.mtime?.getTime();
}

// Whether what was read last is still there.
function endsWith(file: Deno.FsFile, offset: number, known: Uint8Array): boolean {
  const there = new Uint8Array(known.length);
  file.seekSync(offset - known.length, Deno.SeekMode.Start);
  return readFull(file, there) === known.length && there.every((byte, index) => byte === known[index]);
}
