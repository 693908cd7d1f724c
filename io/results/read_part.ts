/**
 * Reads files written by trainers and testers: only as much as needed, and only regular files, because opening a pipe would
 * block.
 */
import { read, type Reading, unreadable } from "../../lib/messages/reading.ts";
import type { Ends } from "../../lib/results/statistics_csv.ts";
import { readFull } from "../system/files.ts";

/** The problem with a pipe, a device or a directory in place of a file. */
export const NOT_REGULAR = "not a regular file";

// Larger files are neither metrics nor configurations.
const MAX_BYTES = 16 * 2 ** 20;
// Enough for any header or row.
const END_BYTES = 64 * 2 ** 10;

const buffer = new Uint8Array(END_BYTES);
const decoder = new TextDecoder();

/**
 * Reads a whole file, up to 16 MiB.
 *
 * @param isRegular whether the file is known to be a regular file, which saves a stat call
 */
export function readText(path: string, isRegular: boolean): Reading<string> {
  return attempt(() => {
    const small = isRegular ? readSmall(path) : undefined;
    if (small !== undefined) return read(small);
    return guarded(path, (size) => {
      if (size > MAX_BYTES) return unreadable(`file has ${size} bytes, expected at most 16 MiB`);
      return read(readAll(path, size));
    });
  });
}

/** Reads a file, or the beginning and end of a long one; `isRegular` as in {@link readText}. */
export function readEnds(path: string, isRegular: boolean): Reading<Ends> {
  return attempt(() => {
    const small = isRegular ? readSmall(path) : undefined;
    if (small !== undefined) return read({ head: small });
    return guarded(path, (size) => {
      if (size <= 2 * END_BYTES) return read({ head: readAll(path, size) });
      const head = decoder.decode(readBytes(path, 0, END_BYTES));
      return read({ head, tail: decoder.decode(readBytes(path, size - END_BYTES, END_BYTES)) });
    });
  });
}

// Fast path: most files fit into the shared buffer and need neither a stat call nor an allocation.
function readSmall(path: string): string | undefined {
  using file = Deno.openSync(path);
  const length = readFull(file, buffer);
  return length < buffer.length ? decoder.decode(buffer.subarray(0, length)) : undefined;
}

// Reads at most `size` bytes, so that files that grow, or never end, are bounded too.
function readAll(path: string, size: number): string {
  return decoder.decode(readBytes(path, 0, size));
}

/** Reads part of a file; returns fewer bytes if the file ends early. */
export function readBytes(path: string, from: number, length: number): Uint8Array {
  using file = Deno.openSync(path);
  if (from > 0) file.seekSync(from, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, readFull(file, bytes));
}

/** Calls a function with a file's size and modification time; errors of the operating system become a reading. */
export function guarded<T>(path: string, use: (size: number, modified: Date | null) => Reading<T>): Reading<T> {
  return attempt(() => {
    const info = Deno.statSync(path);
    return info.isFile ? use(info.size, info.mtime) : unreadable(NOT_REGULAR);
  });
}

function attempt<T>(action: () => Reading<T>): Reading<T> {
  try {
    return action();
  } catch (error) {
    return unreadable(reasonOf(error));
  }
}

/** Receives notes about problems. */
export interface Notes {
  /** A file or directory that cannot be read, or only in part, and the reason. */
  unreadable(path: string, reason: string): void;
  /** A hidden directory with experiments, which is not read. */
  hidden(path: string): void;
  /** The key of a list in a `metrics.json` that is too long to become columns. */
  leftOut(key: string): void;
  /** Two files have different values of one result. */
  conflict(dir: string, conflict: ResultConflict): void;
}

/** Different values of one result. */
export interface ResultConflict {
  /** Its column in a table: `validation_loss`. */
  readonly column: string;
  readonly used: { readonly file: string; readonly value: string };
  readonly other: { readonly file: string; readonly value: string };
}

/** Notes nothing. */
export const SILENT: Notes = { unreadable() {}, hidden() {}, leftOut() {}, conflict() {} };

/** Notes all problems of a reading, and returns its value. */
export function take<T>(
  path: string,
  reading: { readonly value: T | undefined; readonly problems: readonly string[] },
  notes: Notes,
): T | undefined {
  for (const problem of reading.problems) notes.unreadable(path, problem);
  return reading.value;
}

/** Describes an error of the operating system: `cannot be read: permission denied`. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `cannot be read: ${message.replace(/ \(os error \d+\).*$/s, "").toLowerCase()}`;
}
