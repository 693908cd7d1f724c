/** Writes new files under a common prefix, all of them or none. */
import { delay } from "@std/async/delay";
import { basename, dirname, join } from "@std/path";
import { InputError } from "../../lib/messages/problem.ts";
import { stampOf } from "../../lib/store/layout.ts";
import { absolutePath } from "./absolute_path.ts";
import { explain, isPathError } from "./file_errors.ts";
import { lstatIfExists, readFull, removeIfExists, statIfExists, writeAll } from "./files.ts";
import { inPieces } from "./terminal/terminal.ts";

/** Where to write. */
export interface NewFiles {
  /** Prefix of the paths, or a directory to write into: an existing one, or a path that ends with a slash. */
  readonly output: string;
  /** Time for the names of files in a directory. */
  readonly now: Date;
  /** What is written, for messages: `the tables`. */
  readonly what: string;
  /** The flag that chooses another location; default: `--output PREFIX`. */
  readonly flag?: string;
  /** Replaces existing files. Inside a directory their names begin with `latest` instead of a time. */
  readonly replace?: boolean;
  /**
   * Whether links named `latest_…` to the files are made, if they are in a directory. If the files behind existing links have
   * the same contents, nothing is written.
   */
  readonly link?: boolean;
}

type Location = Pick<NewFiles, "output" | "what" | "flag">;

/**
 * Writes files with a common prefix. Existing files are only overwritten on request: a number is added to the prefix instead.
 * Files get their names after all of them are written, so a named file is always complete.
 *
 * @param contents texts by the end of the name: `grid_summary.csv`
 * @param signal aborts writing: no files are left, and its reason is thrown
 * @returns the paths
 * @throws {InputError} if the location is not writable
 */
export async function writeNewFiles(
  contents: ReadonlyMap<string, Iterable<string>>,
  target: NewFiles,
  signal?: AbortSignal,
): Promise<string[]> {
  try {
    return await writeTogether(contents, target, signal);
  } catch (error) {
    throw locationError(error, target);
  }
}

/**
 * Checks that files can be written, before anything else is written.
 *
 * @throws {InputError} if the location is not writable
 */
export function checkLocation(target: NewFiles): void {
  const directory = dirname(newFilesPrefix(target));
  try {
    Deno.mkdirSync(directory, { recursive: true });
    const part = temporaryPath(directory);
    Deno.openSync(part, { write: true, createNew: true }).close();
    removeIfExists(part);
  } catch (error) {
    throw locationError(error, target);
  }
}

function temporaryPath(directory: string): string {
  return join(directory, `.grid-workers-${crypto.randomUUID()}.tmp`);
}

/** What to throw if writing failed: an {@link InputError}, if another location can help. */
export function locationError(error: unknown, { output, what, flag = "--output PREFIX" }: Location): unknown {
  if (!isPathError(error)) return explain(error, `cannot write ${what} to ${output}`);
  const message = `not writable (${(error as Error).message}): choose another location with ${flag}`;
  return new InputError([{ severity: "error", source: output, message }], { cause: error });
}

/** The prefix of the paths: absolute. A number is added to it if a file has its name already. */
export function newFilesPrefix({ output, now, replace }: Pick<NewFiles, "output" | "now" | "replace">): string {
  return isDirectory(output) ? join(absolutePath(output), replace ? LATEST : stampOf(now)) : absolutePath(output);
}

/**
 * The path of a file that is rewritten repeatedly, so that its name has no time: `PREFIX_END`, or END inside a directory.
 *
 * @param output as {@link NewFiles.output}
 */
export function watchedPath(output: string, end: string): string {
  return isDirectory(output) ? join(absolutePath(output), end) : `${absolutePath(output)}_${end}`;
}

function isDirectory(output: string): boolean {
  return output.endsWith("/") || statIfExists(output)?.isDirectory === true;
}

async function writeTogether(
  contents: ReadonlyMap<string, Iterable<string>>,
  target: NewFiles,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const prefix = newFilesPrefix(target);
  const directory = dirname(prefix);
  Deno.mkdirSync(directory, { recursive: true });
  using parts = new DisposableStack();
  const written: string[] = [];
  for (const texts of contents.values()) {
    const part = temporaryPath(directory);
    parts.defer(() => removeIfExists(part));
    await writeNew(part, texts, signal);
    written.push(part);
  }
  const ends = [...contents.keys()];
  const links = target.link === true && isDirectory(target.output);
  const latest = links && !target.replace ? latestFiles(directory, ends) : undefined;
  if (latest !== undefined && haveSameContents(written, latest)) return latest;
  for (let n = 1;; n++) {
    const paths = ends.map((end) => `${prefix}${n === 1 ? "" : `-${n}`}_${end}`);
    if (target.replace) return replaceAll(written, paths);
    if (!nameAll(written, paths)) continue;
    if (links) linkLatest(paths, ends);
    return paths;
  }
}

function replaceAll(files: readonly string[], names: string[]): string[] {
  for (const [index, name] of names.entries()) Deno.renameSync(files[index]!, name);
  return names;
}

async function writeNew(path: string, texts: Iterable<string>, signal: AbortSignal | undefined): Promise<void> {
  using file = Deno.openSync(path, { write: true, createNew: true });
  const encoder = new TextEncoder();
  for (const piece of inPieces(texts)) {
    writeAll(file, encoder.encode(piece));
    // Yields, because signals are only delivered between tasks.
    await delay(0);
    signal?.throwIfAborted();
  }
}

// Returns false, without naming any file, if one of the names is taken.
function nameAll(files: readonly string[], names: readonly string[]): boolean {
  const given: string[] = [];
  try {
    for (const [index, name] of names.entries()) {
      nameNew(files[index]!, name);
      given.push(name);
    }
    return true;
  } catch (error) {
    for (const name of given) removeIfExists(name);
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

function nameNew(file: string, name: string): void {
  try {
    Deno.linkSync(file, name);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw error;
    // Without hard links, the name is first reserved with an empty file, for a moment.
    Deno.openSync(name, { write: true, createNew: true }).close();
    Deno.renameSync(file, name);
  }
}

// Links to the newest of several files whose names begin with a time: `latest_grid_analysis.csv`.

/** Replaces the time in the names of the links. */
const LATEST = "latest";

/**
 * The files that the links in a directory lead to.
 *
 * @param ends ends of their names: `grid_analysis.csv`
 * @returns absolute paths; `undefined` if a link is missing, or leads to no file in the directory
 */
function latestFiles(directory: string, ends: readonly string[]): string[] | undefined {
  const files: string[] = [];
  for (const end of ends) {
    const target = readLink(join(directory, `${LATEST}_${end}`));
    if (target === undefined || basename(target) !== target) return undefined;
    const file = join(directory, target);
    if (lstatIfExists(file)?.isFile !== true) return undefined;
    files.push(file);
  }
  return files;
}

/**
 * Replaces the links to the files of a directory. On file systems without links there are none.
 *
 * @param files paths, in the order of `ends`
 */
function linkLatest(files: readonly string[], ends: readonly string[]): void {
  for (const [index, end] of ends.entries()) {
    const file = files[index]!;
    const unnamed = join(dirname(file), `.grid-workers-${crypto.randomUUID()}.tmp`);
    try {
      Deno.symlinkSync(basename(file), unnamed);
      Deno.renameSync(unnamed, join(dirname(file), `${LATEST}_${end}`));
    } catch {
      removeIfExists(unnamed);
    }
  }
}

/** Whether files have the same contents as others, in this order. */
function haveSameContents(files: readonly string[], others: readonly string[]): boolean {
  return files.every((file, index) => isSame(file, others[index]!));
}

const PIECE_BYTES = 1 << 16;

// A file that cannot be read counts as different.
function isSame(path: string, other: string): boolean {
  try {
    using one = Deno.openSync(path);
    using two = Deno.openSync(other);
    if (one.statSync().size !== two.statSync().size) return false;
    const [left, right] = [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)];
    for (;;) {
      const count = readFull(one, left);
      if (count !== readFull(two, right)) return false;
      if (count === 0) return true;
      if (!left.subarray(0, count).every((byte, at) => byte === right[at])) return false;
    }
  } catch {
    return false;
  }
}

function readLink(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}
