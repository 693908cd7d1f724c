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
  // Deno refuses it only where permissions are restricted.
  if (path === "") return undefined;
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (isOfNothing(error)) return undefined;
    throw error;
  }
}

/** What is at a path, a link itself rather than what it leads to; `undefined` when there is nothing. */
export function lstatIfExists(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (isOfNothing(error)) return undefined;
    throw error;
  }
}

// Nothing can be at such a path: a name that is too long, or a link that leads to itself.
function isOfNothing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    isErrno(error, "ENOTDIR") || isErrno(error, "ELOOP") || isErrno(error, "ENAMETOOLONG");
}

/** The lines of a text file without their newlines, read in pieces: a journal may be long. */
export function* readLines(path: string): Generator<string> {
  // Opening a pipe would wait for ever.
  if (!Deno.statSync(path).isFile) throw new Deno.errors.InvalidData(`${path} is no file`);
  using file = Deno.openSync(path);
  yield* linesOf(file);
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

// Linux's numbers (errno.h) of errors to which Deno gives no code.
const WITHOUT_CODE: ReadonlyMap<number, string> = new Map([
  [4, "EINTR"],
  [37, "ENOLCK"],
  [38, "ENOSYS"],
  [116, "ESTALE"],
  [117, "EUCLEAN"],
  [121, "EREMOTEIO"],
  [122, "EDQUOT"],
]);

/**
 * The name of a system call's error, `ENOSPC` for instance; `errno 999` where it is not known.
 *
 * @returns `undefined` for what is no error of the operating system
 */
export function errnoOf(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === "string") return code;
  const number = typeof message === "string" ? /\(os error (\d+)\)/.exec(message)?.[1] : undefined;
  if (number === undefined) return undefined;
  return Deno.build.os === "linux" && WITHOUT_CODE.get(Number(number)) || `errno ${number}`;
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
  // Without all permissions Deno closes /proc and /dev.
  return UNUSABLE.has(errnoOf(error) ?? "") || error instanceof Deno.errors.NotCapable;
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

/**
 * A file that the user names, whole: a plain one, or a link to one, as a pipe would wait for a writer and a device go on for
 * ever.
 *
 * @param most bytes that it may have
 * @throws for anything else, and for a larger one
 */
export function readUserFile(path: string, most: number): Uint8Array<ArrayBuffer> {
  const info = statUserFile(path);
  if (!info.isFile) throw new TypeError(`expected a plain file, got ${kindOfFile(info)}`);
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
    throw new TypeError("expected a plain file, got a device or a file of the kernel", { cause: error });
  }
}

function kindOfFile(info: Deno.FileInfo): string {
  if (info.isDirectory) return "a directory";
  if (info.isFifo) return "a pipe";
  return info.isSocket ? "a socket" : "a device";
}
