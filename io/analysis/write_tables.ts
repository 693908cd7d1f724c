/** Writes the tables of an analysis as CSV or JSON files. */
import { delay } from "@std/async/delay";
import { dirname, join, resolve } from "@std/path";
import { printCsv } from "../../lib/analysis/csv.ts";
import { printJson } from "../../lib/analysis/print_json.ts";
import type { Table } from "../../lib/analysis/table.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { stampOf } from "../../lib/store/layout.ts";
import { explain, isPathError, removeIfExists, statIfExists, writeAll } from "../system/files.ts";

/** The tables of an analysis, by the ends of their files' names. */
export type Tables = Readonly<Record<string, Table>>;

/** How tables can be written; each is the extension of its files. */
const FORMATS = { csv: printCsv, json: printJson } as const;

/** The name of such a format. */
export type Format = keyof typeof FORMATS;

/** Where tables go, and how they are written. */
export interface TableTarget {
  readonly format: Format;
  /** What the names begin with; an existing directory, or a path that ends with a slash, is one to write into. */
  readonly output: string;
  /** Names the files in a directory. */
  readonly now: Date;
}

/**
 * Writes tables beside each other, under names that begin alike. What is there stays: names are told apart by numbers. Each
 * has its name once all are written, so that what bears one is whole.
 *
 * @param signal ends it: nothing is left then, and its reason is thrown
 * @returns their paths
 * @throws {InputError} when nothing may be written there
 */
export async function writeTables(
  tables: Tables,
  target: TableTarget,
  signal?: AbortSignal,
): Promise<string[]> {
  const { output } = target;
  try {
    return await writeBeside(tables, target, signal);
  } catch (error) {
    if (!isPathError(error)) throw explain(error, `cannot write the tables to ${output}`);
    const message = `nothing can be written there (${(error as Error).message}): --output PREFIX says where else`;
    throw new InputError([{ severity: "error", source: output, message }], { cause: error });
  }
}

async function writeBeside(
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
    // Signals come between tasks.
    await delay(0);
    signal?.throwIfAborted();
  }
}

// Returns false, and gives none a name, where one of the names is taken.
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
    // Not every file system has hard links. Elsewhere the name is taken by an empty file first, for a moment.
    Deno.openSync(name, { write: true, createNew: true }).close();
    Deno.renameSync(file, name);
  }
}

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
