/** Prints tables as CSV. */
import { NO_VALUE } from "../../results/experiment_result.ts";
import { parseNumber } from "../../results/parse_number.ts";
import type { Table } from "./table.ts";

/**
 * Prints a table as CSV lines (RFC 4180, with line feeds).
 *
 * Texts that a spreadsheet would run as formulas get an apostrophe in front. Numbers and the values of axes stay what they are.
 *
 * @std/csv is not used because it does not quote carriage returns, which Python's reader takes for line ends.
 */
export function* printCsv({ columns, rows, blank }: Omit<Table, "texts">): Generator<string> {
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

function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) && parseNumber(text) === undefined ? `'${text}` : text;
}

function printCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
