import type { Table } from "../../../lib/analysis/table.ts";

/** A table without texts, whose blanks are nothing. */
export function exampleTable(changes: Partial<Table> = {}): Table {
  return { columns: [], texts: new Set(), blank: "", rows: [], ...changes };
}
