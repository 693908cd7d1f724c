/** Reading and writing files whole. */

/** The text of a file, or `undefined` when there is none. Throws for everything else that is wrong. */
export function readTextIfExists(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

/** The text of a file; `undefined` when there is none, or it cannot be read. */
export function readTextIfReadable(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** What is in a directory; nothing when there is none, or it cannot be read. */
export function entriesIn(dir: string): Deno.DirEntry[] {
  try {
    return Array.from(Deno.readDirSync(dir));
  } catch {
    return [];
  }
}

/** The names of what is in a directory, as {@link entriesIn} lists it. */
export function namesIn(dir: string): string[] {
  return entriesIn(dir).map(({ name }) => name);
}

/** Writes a file in one piece: readers see the old content or the new one, never a part. */
export function writeAtomic(path: string, text: string | Uint8Array): void {
  // A name that nobody can have taken: what is there, a link for instance, is not written through.
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

/** Removes a file or an empty directory; nothing happens when there is none. */
export function removeIfExists(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** What is at a path, or `undefined` when there is nothing. Links are followed. */
export function statIfExists(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

/** What is at a path, a link itself rather than what it leads to; `undefined` when there is nothing. */
export function lstatIfExists(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

/** The lines of a text file without their newlines, read in pieces: a journal may be long. */
export function* readLines(path: string): Generator<string> {
  requirePlainFile(path);
  using file = Deno.openSync(path);
  yield* linesOf(file);
}

/** Makes sure that there is a plain file at a path, or nothing: a pipe would be waited for, and a device has no end. */
export function requirePlainFile(path: string): void {
  if (statIfExists(path)?.isFile !== false) return;
  throw Object.assign(new Error(`${path} is not a plain file: move it away`), { code: "EINVAL" });
}

/** The lines of a file that is open, from where it stands, as {@link readLines} reads them. */
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

/** Writes all of some bytes: the system may take them in pieces. */
export function writeAll(file: Pick<Deno.FsFile, "writeSync">, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

/** The name of a system call's error, `ENOSPC` for instance. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Whether it is that system call's error. */
export function isErrno(error: unknown, code: string): boolean {
  return errnoOf(error) === code;
}

/** An error of the operating system that says what could not be done; any other as it is. */
export function explain(error: unknown, what: string): unknown {
  const code = errnoOf(error);
  if (code === undefined) return error;
  return Object.assign(new Error(`${what}: ${(error as Error).message}`, { cause: error }), { code });
}

const OF_ONE_PATH: ReadonlySet<string> = new Set([
  ...["EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY", "ELOOP", "EACCES", "EPERM", "ENOENT", "ENXIO"],
]);

/** Whether an error comes from what is at one path, rather than from the disk or the machine. */
export function isOfOnePath(error: unknown): boolean {
  return OF_ONE_PATH.has(errnoOf(error) ?? "");
}

const UNUSABLE: ReadonlySet<string> = new Set([
  ...["EEXIST", "ENOTDIR", "EACCES", "EPERM", "EROFS", "ENAMETOOLONG", "ELOOP", "ENOENT"],
]);

/** Whether an error says that nothing can be made at a path, rather than that the machine is at fault. */
export function isUnusable(error: unknown): boolean {
  return UNUSABLE.has(errnoOf(error) ?? "");
}

/** Nothing that this program writes is larger, and nothing that it reads whole needs to be. */
const MAX_PLAIN_BYTES = 16 * 2 ** 20;

/**
 * The text of a file that others may have touched: only a plain file is opened, as a pipe would wait for a writer and a device
 * go on for ever, and no link is followed.
 *
 * @param most bytes; what is longer is cut off
 * @returns `undefined` when there is no plain file. Throws when it cannot be read
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
