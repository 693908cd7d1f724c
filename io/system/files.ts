/** Functions for files: reading, atomic writing, and telling the errors of system calls apart. */
import { printable } from "../../lib/messages/printable.ts";
import { isErrno } from "./file_errors.ts";

/** The text of a file; `undefined` if it does not exist. Throws all other errors. */
export function readTextIfExists(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

/** The text of a file; `undefined` if it does not exist or cannot be read. */
export function readTextIfReadable(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** The entries of a directory; empty if it does not exist or cannot be read. */
export function entriesIn(dir: string): Deno.DirEntry[] {
  try {
    return Array.from(Deno.readDirSync(dir));
  } catch {
    return [];
  }
}

/** The names of the entries of a directory; empty if it does not exist or cannot be read. */
export function namesIn(dir: string): string[] {
  return entriesIn(dir).map(({ name }) => name);
}

/** Writes a file atomically: readers see either the old content or the new one. */
export function writeAtomic(path: string, text: string | Uint8Array): void {
  // A random name, so that nobody can have placed a link there through which the text would be written.
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  try {
    Deno.writeFileSync(temporary, bytes, { createNew: true });
    Deno.renameSync(temporary, path);
  } catch (error) {
    removeIfExists(temporary);
    throw error;
  }
}

/** Removes a file or an empty directory, if it exists. */
export function removeIfExists(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Waits until changes of the names in a directory are on disk, where directories can be opened. */
export function syncDirectory(path: string): void {
  try {
    using directory = Deno.openSync(path);
    directory.syncSync();
  } catch {
    // Some file systems do not support it.
  }
}

/** Information on a path; `undefined` if it does not exist. Follows links. */
export function statIfExists(path: string): Deno.FileInfo | undefined {
  // Deno rejects an empty path only if permissions are restricted.
  if (path === "") return undefined;
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (isOfNothing(error)) return undefined;
    throw error;
  }
}

/** Information about a path without following links; `undefined` if it does not exist. */
export function lstatIfExists(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (isOfNothing(error)) return undefined;
    throw error;
  }
}

// Errors for paths at which nothing can exist: a name is too long, or a link leads to itself.
function isOfNothing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    isErrno(error, "ENOTDIR") || isErrno(error, "ELOOP") || isErrno(error, "ENAMETOOLONG");
}

/** The lines of a text file without their newlines, read in pieces: a journal may be long. */
export function* readLines(path: string): Generator<string> {
  requirePlainFile(path);
  using file = Deno.openSync(path);
  yield* linesOf(file);
}

/**
 * Checks that a path is a regular file or does not exist: opening a pipe would block, and a device may have no end.
 *
 * @throws {Error} otherwise
 */
export function requirePlainFile(path: string): void {
  if (statIfExists(path)?.isFile !== false) return;
  throw Object.assign(new Error(`${path} is not a regular file: move it away`), { code: "EINVAL" });
}

/** The lines of an open file from its current position, without newlines. */
export function* linesOf(file: Deno.FsFile): Generator<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1 << 20);
  let rest = "";
  for (let read = file.readSync(buffer); read !== null; read = file.readSync(buffer)) {
    const lines = (rest + decoder.decode(buffer.subarray(0, read), { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Writes all bytes. A single system call may write only some of them. */
export function writeAll(file: Pick<Deno.FsFile, "writeSync">, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

// More than any file that is read at once needs.
const MAX_PLAIN_BYTES = 16 * 2 ** 20;

/**
 * Reads a text file that others may have changed. Does not follow links, and opens regular files only: opening a pipe would
 * block, and reading a device might never end.
 *
 * @param most maximum number of bytes to read; the rest is ignored
 * @returns `undefined` if there is no regular file
 * @throws if the file cannot be read
 */
export function readPlainText(path: string, most: number = MAX_PLAIN_BYTES): string | undefined {
  const info = lstatIfExists(path);
  if (!info?.isFile) return undefined;
  if (info.size <= most) return readTextIfExists(path);
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(most);
  const length = file.readSync(bytes) ?? 0;
  return new TextDecoder().decode(bytes.subarray(0, length));
}

/**
 * Reads a whole file that the user names: a regular one, or a link to one. A pipe would wait for a writer, and a device might
 * never end.
 *
 * @param most maximum size in bytes
 * @throws for anything else, and for a larger file
 */
export function readUserFile(path: string, most: number): Uint8Array<ArrayBuffer> {
  const info = statUserFile(path);
  if (!info.isFile) throw new TypeError(`expected a regular file, got ${kindOfFile(info)}`);
  using file = Deno.openSync(path);
  const tooLarge = (size: string) => new TypeError(`expected at most ${most / 2 ** 20} MiB, got ${size}`);
  if (info.size > most) throw tooLarge(`${Math.ceil(info.size / 2 ** 20)} MiB`);
  // Files of the kernel have no size, and others may grow.
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(64 * 1024);
  let total = 0;
  for (let read = file.readSync(buffer); read !== null; read = file.readSync(buffer)) {
    total += read;
    if (total > most) throw tooLarge("more");
    parts.push(buffer.slice(0, read));
  }
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function statUserFile(path: string): Deno.FileInfo {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new TypeError("expected a regular file, got a device or a file of the kernel", { cause: error });
  }
}

function kindOfFile(info: Deno.FileInfo): string {
  if (info.isDirectory) return "a directory";
  if (info.isFifo) return "a pipe";
  return info.isSocket ? "a socket" : "a device";
}

/**
 * Reads until a buffer is full or the file ends.
 *
 * @returns the number of bytes read
 */
export function readFull(file: Pick<Deno.FsFile, "readSync">, buffer: Uint8Array): number {
  let count = 0;
  while (count < buffer.length) {
    const read = file.readSync(buffer.subarray(count));
    if (read === null) break;
    count += read;
  }
  return count;
}

const MAX_BYTES = 8 * 1024;

const MAX_COLUMNS = 300;

/**
 * The last lines of a log: at most `count`, from its last 8 KiB, without escape sequences and empty lines.
 *
 * @returns an empty list if the log cannot be read, or is not a regular file
 */
export function lastLines(path: string, count: number): string[] {
  try {
    if (!Deno.lstatSync(path).isFile) return [];
    using file = Deno.openSync(path);
    const size = file.statSync().size;
    const length = Math.min(size, MAX_BYTES);
    file.seekSync(size - length, Deno.SeekMode.Start);
    const buffer = new Uint8Array(length);
    const read = file.readSync(buffer) ?? 0;
    const lines = new TextDecoder().decode(buffer.subarray(0, read)).trimEnd().split("\n").slice(-count);
    // If a line was overwritten with carriage returns, as progress bars do, only its last version is shown.
    return lines.map((line) => printable(line.trimEnd().split("\r").at(-1)!).slice(0, MAX_COLUMNS)).filter((line) =>
      line !== ""
    );
  } catch {
    return [];
  }
}
