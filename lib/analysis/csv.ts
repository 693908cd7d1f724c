/** Tables as CSV files. */
import { parseNumber } from "../results/parse_number.ts";
import type { Table } from "./table.ts";

/**
 * The lines of a CSV file: RFC 4180, with line feeds.
 *
 * A text that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP advises against CSV injection: names
 * and results come from files of others. Numbers stay numbers, and the values of axes, which programs compare with those of
 * the grid file, stay what they are.
 *
 * Not by @std/csv, which leaves a carriage return without quotes, where Python's reader ends the line.
 */
export function* printCsv({ columns, rows, blank }: Table): Generator<string> {
  yield `${columns.map(printCell).join(",")}\n`;
  const isValue = columns.map((column) => column.startsWith("param_"));
  for (const row of rows) {
    const cells = row.map((cell, at) => cell === "" ? blank : printCell(isValue[at] ? cell : withoutFormula(cell)));
    yield `${cells.join(",")}\n`;
  }
}

function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) && parseNumber(text) === undefined ? `'${text}` : text;
}

function printCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
