/** Tables of text cells, made row by row. */
import { NO_VALUE } from "../../results/result_source.ts";
import { parseNumber } from "../../results/statistics_csv.ts";

/** A table; each row has one cell per column. */
export interface Table {
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** Columns whose cells are text, even if they look like numbers. */
  readonly texts: ReadonlySet<string>;
  /** How an empty cell is written to CSV. */
  readonly blank: string;
  /** The cells, which may be read from disk row by row. */
  readonly rows: Iterable<readonly string[]>;
}

/**
 * The cells of a row by group of columns. The columns are not known before the last row: a group can get further columns at
 * its end, and these are empty in earlier rows.
 */
export type GroupedRow = readonly (readonly string[])[];

/**
 * Fills up rows to all columns.
 *
 * @param groups the columns by group; a group without columns is dropped from the rows
 * @param grids index of the group with the grid, and names of the grids by root
 */
export function assembleRows(
  groups: GroupedRow,
  rows: Iterable<GroupedRow>,
  grids: { readonly group: number; readonly names: ReadonlyMap<string, string> | undefined },
): Iterable<readonly string[]> {
  return lazily(rows, (row) =>
    groups.flatMap((columns, group) =>
      columns.map((_, at) => {
        const cell = row[group]![at] ?? "";
        return group === grids.group ? grids.names!.get(cell)! : cell;
      })
    ));
}

/** The table with some of its columns, in the given order. */
export function selectColumns(table: Table, columns: readonly string[]): Table {
  const places = columns.map((column) => table.columns.indexOf(column));
  return { ...table, columns, rows: lazily(table.rows, (row) => places.map((place) => row[place]!)) };
}

/** An iterable that maps items on demand, again on each iteration. */
export function lazily<T, U>(items: Iterable<T>, make: (item: T) => U): Iterable<U> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield make(item);
    },
  };
}

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

/** A text that a spreadsheet does not run as a formula: an apostrophe is put in front where needed. Numbers are unchanged. */
export function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) && parseNumber(text) === undefined ? `'${text}` : text;
}

export function printCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
