/**
 * Reads files that others wrote: no more of them than needed, and nothing that is no regular file, as to open a pipe would
 * wait for ever.
 */
import { read, type Reading, unreadable } from "../../lib/messages/reading.ts";
import type { Ends } from "../../lib/results/statistics_csv.ts";
import { reasonOf } from "./notes.ts";

// Of metrics and configurations: what is larger is something else.
const MAX_BYTES = 16 * 2 ** 20;
// More than any header or row needs.
const END_BYTES = 64 * 2 ** 10;

const buffer = new Uint8Array(END_BYTES);
const decoder = new TextDecoder();

/**
 * The text of a file that is read whole, at most 16 MiB.
 *
 * @param plain whether it surely is a file, as its directory's listing says: that saves a look at it
 */
export function readText(path: string, plain: boolean): Reading<string> {
  return attempt(() => {
    const small = plain ? readSmall(path) : undefined;
    if (small !== undefined) return read(small);
    return guarded(path, (size) => {
      if (size > MAX_BYTES) return unreadable(`it has ${size} bytes: that is more than results need`);
      return read(readAll(path, size));
    });
  });
}

/** The text of a file, or of a long one its two ends; `plain` as in {@link readText}. */
export function readEnds(path: string, plain: boolean): Reading<Ends> {
  return attempt(() => {
    const small = plain ? readSmall(path) : undefined;
    if (small !== undefined) return read({ head: small });
    return guarded(path, (size) => {
      if (size <= 2 * END_BYTES) return read({ head: readAll(path, size) });
      const head = decoder.decode(readBytes(path, 0, END_BYTES));
      return read({ head, tail: decoder.decode(readBytes(path, size - END_BYTES, END_BYTES)) });
    });
  });
}

// Most files are far smaller than the buffer, and need neither their size nor a buffer of their own.
function readSmall(path: string): string | undefined {
  using file = Deno.openSync(path);
  const length = fill(file, buffer);
  return length < buffer.length ? decoder.decode(buffer.subarray(0, length)) : undefined;
}

// No more than the size that was seen: what is written to meanwhile, or has none and goes on for ever, is bounded too.
function readAll(path: string, size: number): string {
  return decoder.decode(readBytes(path, 0, size));
}

/** The bytes of a part of a file; fewer where it ends before. */
export function readBytes(path: string, from: number, length: number): Uint8Array {
  using file = Deno.openSync(path);
  if (from > 0) file.seekSync(from, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, fill(file, bytes));
}

/** Reads until a buffer is full, or the file ends. */
export function fill(file: Pick<Deno.FsFile, "readSync">, bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) break;
    at += count;
  }
  return at;
}

/** Calls a function with a file's size; what the operating system refuses becomes a reading. */
export function guarded<T>(path: string, use: (size: number, modified: Date | null) => Reading<T>): Reading<T> {
  return attempt(() => {
    const info = Deno.statSync(path);
    return info.isFile ? use(info.size, info.mtime) : unreadable("it is no file");
  });
}

function attempt<T>(action: () => Reading<T>): Reading<T> {
  try {
    return action();
  } catch (error) {
    return unreadable(reasonOf(error));
  }
}
