import type { Table } from "../../../lib/analysis/tables/table.ts";

/** A table without text columns, whose empty cells are written as nothing. */
export function exampleTable(changes: Partial<Table> = {}): Table {
  return { columns: [], texts: new Set(), blank: "", rows: [], ...changes };
}
