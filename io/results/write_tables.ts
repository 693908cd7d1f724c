/** The files of an analysis. */
import { dirname, join, resolve } from "@std/path";
import { stampOf } from "../../lib/grid/layout.ts";
import { printCsv, type Table } from "../../lib/results/csv.ts";
import { InputError } from "../../lib/grid/problem.ts";
import { isErrno, removeIfExists, statIfExists } from "../files.ts";

/** The tables of an analysis, by the ends of their files' names. */
export type Tables = Readonly<Record<string, Table>>;

/**
 * Writes tables beside each other, under names that begin alike. What is there stays: names are told apart by numbers.
 *
 * @param output what the names begin with; an existing directory, or a path that ends with a slash, is one to write into
 * @param now names the files in a directory
 * @returns their paths
 * @throws {InputError} when nothing may be written there
 */
export function writeTables(tables: Tables, output: string, now: Date): string[] {
  try {
    return writeBeside(tables, output, now);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const message = `nothing can be written there (${(error as Error).message}): --output PREFIX says where else`;
    throw new InputError([{ severity: "error", source: output, message }]);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied || isErrno(error, "EROFS") || isErrno(error, "ENOTDIR") ||
    error instanceof Deno.errors.AlreadyExists;
}

function writeBeside(tables: Tables, output: string, now: Date): string[] {
  const inside = output.endsWith("/") || statIfExists(output)?.isDirectory === true;
  const prefix = inside ? join(resolve(output), stampOf(now)) : resolve(output);
  Deno.mkdirSync(dirname(prefix), { recursive: true });
  for (let n = 1;; n++) {
    const paths = Object.keys(tables).map((end) => `${prefix}${n === 1 ? "" : `-${n}`}_${end}.csv`);
    if (paths.some((path) => statIfExists(path) !== undefined)) continue;
    if (writeNew(paths, Object.values(tables))) return paths;
  }
}

// Someone else may have taken a name since it was looked at.
function writeNew(paths: readonly string[], tables: readonly Table[]): boolean {
  const made: string[] = [];
  try {
    for (const [index, path] of paths.entries()) {
      using file = Deno.openSync(path, { write: true, createNew: true });
      made.push(path);
      const bytes = new TextEncoder().encode(printCsv(tables[index]!));
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    }
    return true;
  } catch (error) {
    for (const path of made) removeIfExists(path);
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}
