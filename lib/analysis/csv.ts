/** Tables as CSV files. */
import type { Table } from "./table.ts";

/**
 * The lines of a CSV file: RFC 4180, with line feeds.
 *
 * Not by @std/csv, which leaves a carriage return without quotes, where Python's reader ends the line.
 */
export function* printCsv({ columns, rows, blank }: Table): Generator<string> {
  yield `${columns.map(printCell).join(",")}\n`;
  for (const row of rows) yield `${row.map((cell) => cell === "" ? blank : printCell(cell)).join(",")}\n`;
}

function printCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
