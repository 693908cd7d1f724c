/** Tables for a terminal. */
import { padText, textWidth } from "./text_width.ts";

/**
 * The lines of a table, with two spaces between its columns. Rows may have fewer cells than others.
 *
 * @param rows the cells: printable, without colours
 */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  // The last column needs no padding.
  const padded = rows.reduce((most, { length }) => Math.max(most, length), 1) - 1;
  const widths = Array.from(
    { length: padded },
    (_, column) => rows.reduce((width, row) => Math.max(width, textWidth(row[column] ?? "")), 0),
  );
  return rows.map((row) => row.map((cell, column) => padText(cell, widths[column] ?? 0)).join("  ").trimEnd());
}
