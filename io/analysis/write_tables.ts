/** Writes the tables of an analysis as CSV or JSON files. */
import { printCsv } from "../../lib/analysis/tables/print_csv.ts";
import { printJson } from "../../lib/analysis/tables/print_json.ts";
import type { Table } from "../../lib/analysis/tables/table.ts";
import { type NewFiles, writeNewFiles } from "../system/write_new_files.ts";

/** The tables of an analysis by file name suffix: `grid_summary`. */
export type Tables = Readonly<Record<string, Table>>;

/** File formats by file name extension. */
const FORMATS = { csv: printCsv, json: printJson } as const;

export type Format = keyof typeof FORMATS;

export interface TableTarget extends Pick<NewFiles, "output" | "now" | "replace"> {
  readonly format: Format;
}

/** The text of a table, in pieces. */
export function printTable(table: Table, format: Format): Iterable<string> {
  return FORMATS[format](table);
}

/**
 * Writes tables to files with a common prefix, as {@link writeNewFiles} does. In a directory, links named `latest_…` lead to
 * the files, and tables that are equal to those behind the links are not written again.
 *
 * @param signal aborts writing: no files are left, and its reason is thrown
 * @returns the paths
 * @throws {InputError} if the location is not writable
 */
export async function writeTables(
  tables: Tables,
  { format, ...target }: TableTarget,
  signal?: AbortSignal,
): Promise<string[]> {
  const texts = Object.entries(tables).map(([name, table]) =>
    [`${name}.${format}`, printTable(table, format)] as const
  );
  return await writeNewFiles(new Map(texts), { ...target, what: "the tables", link: true }, signal);
}
