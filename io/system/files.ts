/** Functions for files: reading, atomic writing, and telling the errors of system calls apart. */

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
  const temporary = `${path}.${Deno.pid}.tmp`;
  try {
    if (typeof text === "string") Deno.writeTextFileSync(temporary, text);
    else Deno.writeFileSync(temporary, text);
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

/** Information on a path; `undefined` if it does not exist. Follows links. */
export function statIfExists(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isErrno(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

/** The lines of a text file, without newlines. Reads 1 MiB at a time, as journals can be large. */
export function* readLines(path: string): Generator<string> {
  // Opening a pipe would block forever.
  if (!Deno.statSync(path).isFile) throw new Deno.errors.InvalidData(`${path} is not a regular file`);
  using file = Deno.openSync(path);
  yield* linesOf(file);
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

/** The code of a system call's error, `ENOSPC` for example; `undefined` for other errors. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Whether an error is a system call's error with this code. */
export function isErrno(error: unknown, code: string): boolean {
  return errnoOf(error) === code;
}

/**
 * Adds context to an error of the operating system. Returns other errors unchanged.
 *
 * @param context what could not be done: `cannot write the tables`
 */
export function explain(error: unknown, context: string): unknown {
  const code = errnoOf(error);
  if (code === undefined) return error;
  return Object.assign(new Error(`${context}: ${(error as Error).message}`, { cause: error }), { code });
}

const PATH_ERRORS: ReadonlySet<string> = new Set([
  ...["EEXIST", "ENOTDIR", "EACCES", "EPERM", "EROFS", "ENAMETOOLONG", "ELOOP", "ENOENT"],
]);

/** Whether an error means that the path cannot be used (wrong path, no permission), unlike a full disk, for example. */
export function isPathError(error: unknown): boolean {
  return PATH_ERRORS.has(errnoOf(error) ?? "");
}
