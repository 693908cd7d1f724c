/** Tables as CSV files. */
import { NO_VALUE } from "../../results/experiment_result.ts";
import { parseNumber } from "../../results/parse_number.ts";
import type { Table } from "./table.ts";

/**
 * Prints a table as CSV lines (RFC 4180, with line feeds).
 *
 * @std/csv is not used because it does not quote carriage returns, which Python's reader takes for line ends.
 */
export function* printCsv({ columns, rows, blank }: Table): Generator<string> {
  yield `${columns.map(printCell).join(",")}\n`;
  const isValue = columns.map((column) => column.startsWith("param_"));
  for (const row of rows) {
    const cells = row.map((cell, at) => {
      if (cell === "") return blank;
      return cell === NO_VALUE ? "" : printCell(isValue[at] ? cell : withoutFormula(cell));
    });
    yield `${cells.join(",")}\n`;
  }
}

/** A text that a spreadsheet does not run as a formula: with an apostrophe in front, if it would. Numbers stay. */
export function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) && parseNumber(text) === undefined ? `'${text}` : text;
}

/** A cell, quoted if it has to be. */
export function printCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
