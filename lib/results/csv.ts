/** A table as a CSV file: RFC 4180, with line feeds. */

/** Columns and rows of texts; each row has a cell a column. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a cell holds where there is nothing, as MI-Prometheus's analyzer writes it. */
export const BLANK = " ";

/** The text of the file. */
export function printCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(printCell).join(",")}\n`).join("");
}

function printCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
