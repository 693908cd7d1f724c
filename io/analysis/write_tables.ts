/** Writes the tables of an analysis as CSV or JSON files. */
import { delay } from "@std/async/delay";
import { dirname, join, resolve } from "@std/path";
import { printCsv } from "../../lib/analysis/csv.ts";
import { printJson } from "../../lib/analysis/print_json.ts";
import type { Table } from "../../lib/analysis/table.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { stampOf } from "../../lib/store/layout.ts";
import { explain, isPathError, removeIfExists, statIfExists, writeAll } from "../system/files.ts";

/** The tables of an analysis by file name suffix: `grid_summary`. */
export type Tables = Readonly<Record<string, Table>>;

/** File formats by file name extension. */
const FORMATS = { csv: printCsv, json: printJson } as const;

/** A file format. */
export type Format = keyof typeof FORMATS;

/** Where and how to write tables. */
export interface TableTarget {
  readonly format: Format;
  /** Prefix of the paths, or a directory to write into: an existing one, or a path that ends with a slash. */
  readonly output: string;
  /** Time for the names of files in a directory. */
  readonly now: Date;
}

/**
 * Writes tables to files with a common prefix. Existing files are never overwritten: a number is added to the prefix instead.
 * Files get their names after all of them are written, so a named file is always complete.
 *
 * @param signal aborts writing: no files are left, and its reason is thrown
 * @returns the paths
 * @throws {InputError} if the location is not writable
 */
export async function writeTables(
  tables: Tables,
  target: TableTarget,
  signal?: AbortSignal,
): Promise<string[]> {
  const { output } = target;
  try {
    return await writeTogether(tables, target, signal);
  } catch (error) {
    if (!isPathError(error)) throw explain(error, `cannot write the tables to ${output}`);
    const message = `not writable (${(error as Error).message}): choose another location with --output PREFIX`;
    throw new InputError([{ severity: "error", source: output, message }], { cause: error });
  }
}

async function writeTogether(
  tables: Tables,
  { format, output, now }: TableTarget,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const inside = output.endsWith("/") || statIfExists(output)?.isDirectory === true;
  const prefix = inside ? join(resolve(output), stampOf(now)) : resolve(output);
  const directory = dirname(prefix);
  Deno.mkdirSync(directory, { recursive: true });
  using parts = new DisposableStack();
  const written: string[] = [];
  for (const table of Object.values(tables)) {
    const part = join(directory, `.grid-workers-${crypto.randomUUID()}.tmp`);
    parts.defer(() => removeIfExists(part));
    await writeNew(part, FORMATS[format](table), signal);
    written.push(part);
  }
  for (let n = 1;; n++) {
    const paths = Object.keys(tables).map((end) => `${prefix}${n === 1 ? "" : `-${n}`}_${end}.${format}`);
    if (nameAll(written, paths)) return paths;
  }
}

async function writeNew(path: string, texts: Iterable<string>, signal: AbortSignal | undefined): Promise<void> {
  using file = Deno.openSync(path, { write: true, createNew: true });
  for (const bytes of inPieces(texts)) {
    writeAll(file, bytes);
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

// Characters per write.
const PIECE = 1 << 18;

function* inPieces(texts: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield encoder.encode(piece);
    piece = "";
  }
  if (piece !== "") yield encoder.encode(piece);
}
