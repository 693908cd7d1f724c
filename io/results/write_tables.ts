/** The files of an analysis. */
import { dirname, join, resolve } from "@std/path";
import { stampOf } from "../../lib/grid/layout.ts";
import { printCsv } from "../../lib/results/csv.ts";
import { printJson } from "../../lib/results/print_json.ts";
import type { Table } from "../../lib/results/table.ts";
import { InputError } from "../../lib/grid/problem.ts";
import { isErrno, removeIfExists, statIfExists, writeAll } from "../files.ts";

/** The tables of an analysis, by the ends of their files' names. */
export type Tables = Readonly<Record<string, Table>>;

/** How tables can be written; each is the extension of its files. */
const FORMATS = { csv: printCsv, json: printJson } as const;

/** The name of such a format. */
export type Format = keyof typeof FORMATS;

/**
 * Writes tables beside each other, under names that begin alike. What is there stays: names are told apart by numbers.
 *
 * @param output what the names begin with; an existing directory, or a path that ends with a slash, is one to write into
 * @param now names the files in a directory
 * @returns their paths
 * @throws {InputError} when nothing may be written there
 */
export function writeTables(tables: Tables, format: Format, output: string, now: Date): string[] {
  try {
    return writeBeside(tables, format, output, now);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const message = `nothing can be written there (${(error as Error).message}): --output PREFIX says where else`;
    throw new InputError([{ severity: "error", source: output, message }], { cause: error });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied || isErrno(error, "EROFS") || isErrno(error, "ENOTDIR") ||
    error instanceof Deno.errors.AlreadyExists;
}

function writeBeside(tables: Tables, format: Format, output: string, now: Date): string[] {
  const inside = output.endsWith("/") || statIfExists(output)?.isDirectory === true;
  const prefix = inside ? join(resolve(output), stampOf(now)) : resolve(output);
  Deno.mkdirSync(dirname(prefix), { recursive: true });
  for (let n = 1;; n++) {
    const paths = Object.keys(tables).map((end) => `${prefix}${n === 1 ? "" : `-${n}`}_${end}.${format}`);
    if (paths.some((path) => statIfExists(path) !== undefined)) continue;
    if (writeNew(paths, Object.values(tables).map(FORMATS[format]))) return paths;
  }
}

// Someone else may have taken a name since it was looked at.
function writeNew(paths: readonly string[], texts: readonly Iterable<string>[]): boolean {
  const made: string[] = [];
  try {
    for (const [index, path] of paths.entries()) {
      using file = Deno.openSync(path, { write: true, createNew: true });
      made.push(path);
      for (const bytes of inPieces(texts[index]!)) writeAll(file, bytes);
    }
    return true;
  } catch (error) {
    for (const path of made) removeIfExists(path);
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
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
