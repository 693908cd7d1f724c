/** Reading what others left: never more than needed, never what is no file (a pipe would wait for ever). */
import type { Ends } from "../../lib/results/statistics_csv.ts";
import { read, type Reading, unreadable } from "../../lib/results/reading.ts";
import { reasonOf } from "./notes.ts";

// Of metrics and configurations: what is larger is something else.
const MAX_BYTES = 16 * 2 ** 20;
// More than any header or row needs.
const END_BYTES = 64 * 2 ** 10;

/** The text of a file that is read whole, at most 16 MiB. */
export function readText(path: string): Reading<string> {
  return guarded(path, (size) => {
    if (size > MAX_BYTES) return unreadable(`it has ${size} bytes: that is more than results need`);
    return read(Deno.readTextFileSync(path));
  });
}

/** The text of a file, or of a long one its two ends. */
export function readEnds(path: string): Reading<Ends> {
  return guarded(path, (size) => {
    if (size <= 2 * END_BYTES) return read({ head: Deno.readTextFileSync(path) });
    const decoder = new TextDecoder();
    const head = readBytes(path, 0, END_BYTES);
    return read({ head: decoder.decode(head), tail: decoder.decode(readBytes(path, size - END_BYTES, END_BYTES)) });
  });
}

/** The bytes of a part of a file; fewer where it ends before. */
export function readBytes(path: string, from: number, length: number): Uint8Array {
  using file = Deno.openSync(path);
  if (from > 0) file.seekSync(from, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) break;
    at += count;
  }
  return bytes.subarray(0, at);
}

/** Calls a function with a file's size; what the operating system refuses becomes a reading. */
export function guarded<T>(path: string, use: (size: number, modified: Date | null) => Reading<T>): Reading<T> {
  try {
    const info = Deno.statSync(path);
    if (!info.isFile) return unreadable("it is no file");
    return use(info.size, info.mtime);
  } catch (error) {
    return unreadable(reasonOf(error));
  }
}
