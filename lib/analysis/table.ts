/** Tables of texts, and how they come to be row by row. */

/** Columns and rows; each row has a cell a column. */
export interface Table {
  readonly columns: readonly string[];
  /** Columns whose cells are texts, even those that look like numbers. */
  readonly texts: ReadonlySet<string>;
  /** What a CSV file has for an empty cell. */
  readonly blank: string;
  readonly rows: Iterable<readonly string[]>;
}

/**
 * Cells by group of columns. Which columns there are is known when the last row is: each group may get further ones at its
 * end, and what a row lacks there is empty.
 */
export type GroupedRow = readonly (readonly string[])[];

/**
 * @param groups the columns; a group without any is left out of the rows
 * @param grids the group that tells the grid, and what the table calls grids
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

/** The results of a function, each made when it is asked for, and anew whenever they are gone through. */
export function lazily<T, U>(items: Iterable<T>, make: (item: T) => U): Iterable<U> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield make(item);
    },
  };
}
