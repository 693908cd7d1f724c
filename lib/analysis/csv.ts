/** Prints tables as CSV. */
import type { Table } from "./table.ts";

/**
 * Prints a table as CSV lines (RFC 4180, with line feeds).
 *
 * @std/csv is not used because it does not quote carriage returns, which Python's reader takes for line ends.
 */
export function* printCsv({ columns, rows, blank }: Table): Generator<string> {
  yield `${columns.map(printCell).join(",")}\n`;
  for (const row of rows) yield `${row.map((cell) => cell === "" ? blank : printCell(cell)).join(",")}\n`;
}

function printCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
