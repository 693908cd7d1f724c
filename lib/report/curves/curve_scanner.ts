/** Reads curves from the CSV statistics of a run: a header, then one row per step. */
import { stepRank } from "../../results/formats/format.ts";
import { createCsvReader, type CsvReader } from "../../results/read_csv.ts";
import { createCurveBuilder, type Curve, type CurveBuilder } from "./curve_builder.ts";

export interface CurveScanner {
  /**
   * Reads further bytes.
   *
   * @returns `false` if no more are needed, because the file has no curves
   */
  push(bytes: Uint8Array): boolean;
  finish(): ScannedCurves;
}

/** The curves of a file. */
export interface ScannedCurves {
  /** The column that counts steps; `undefined` if there is none, and rows are counted. */
  readonly x: string | undefined;
  /** In the order of the columns, without those that count steps and those without numbers. */
  readonly columns: readonly NamedCurve[];
}

export interface NamedCurve {
  readonly name: string;
  readonly curve: Curve;
}

/** Maximum number of columns per file that are read. */
export const MAX_CURVES = 64;

const MAX_COLUMNS = 2_000;

/** Creates a scanner. Rows are read as they come, so that a large file needs no more memory than a small one. */
export function createCurveScanner(): CurveScanner {
  const reader = createCsvReader();
  let table: Table | undefined;
  return {
    push(bytes) {
      const isReadable = reader.push(bytes);
      while (reader.next()) {
        if (table === undefined) table = createTable(reader.texts());
        else addRow(table, reader);
      }
      return isReadable && table?.cells.length !== 0;
    },
    finish() {
      if (table === undefined) return { x: undefined, columns: [] };
      reader.end();
      // A last row without an end counts if it has all cells.
      if (reader.next() && reader.count === table.cells.length) addRow(table, reader);
      return curvesOf(table);
    },
  };
}

interface Row {
  /** The values; only where {@link filled} is 1. */
  readonly row: Float64Array;
  readonly filled: Uint8Array;
}

// Includes the row that is being read.
interface Table extends Row {
  /** What a cell of each column is for. */
  readonly cells: readonly Cell[];
  /** The first row is kept: only after the second row is it known which column ascends. */
  first: Row | undefined;
  /** The column of the axis; `null` if rows are counted, `undefined` while it is not known. */
  axis: number | null | undefined;
  count: number;
  last: number;
}

interface Cell {
  readonly name: string;
  /** The precedence as an axis; -1 for a curve. */
  readonly step: number;
  readonly builder: CurveBuilder | undefined;
}

function createTable(header: readonly string[]): Table {
  const names = header.map((name) => name.trim());
  const known = new Set<string>();
  let curves = 0;
  const cells = names.length > MAX_COLUMNS ? [] : names.map((name): Cell => {
    const step = stepRank(name);
    const isCurve = step < 0 && name !== "" && !known.has(name) && curves < MAX_CURVES;
    known.add(name);
    if (isCurve) curves++;
    return { name, step, builder: isCurve ? createCurveBuilder() : undefined };
  });
  return {
    cells,
    row: new Float64Array(cells.length),
    filled: new Uint8Array(cells.length),
    first: undefined,
    axis: undefined,
    count: 0,
    last: -Infinity,
  };
}

function addRow(table: Table, reader: CsvReader): void {
  const { row, filled } = table;
  reader.numbers(row, filled);
  if (!filled.includes(1)) return;
  if (table.axis === undefined) {
    if (table.first === undefined) {
      table.first = { row: row.slice(), filled: filled.slice() };
      return;
    }
    const { first } = table;
    chooseAxis(table, first, (column) => filled[column] === 1 && row[column]! > first.row[column]!);
  }
  commit(table, table);
}

// Chooses the finest column of steps that can be the axis. After that, the first row can be added.
function chooseAxis(table: Table, first: Row, mayBe: (column: number) => boolean): void {
  const candidates = table.cells.flatMap(({ step }, column) =>
    step >= 0 && first.filled[column] === 1 && mayBe(column) ? [{ step, column }] : []
  );
  table.axis = candidates.sort((a, b) => a.step - b.step)[0]?.column ?? null;
  commit(table, first);
}

function commit(table: Table, { row, filled }: Row): void {
  const { axis, cells } = table;
  const isCounted = axis === null || axis === undefined;
  table.count++;
  if (!isCounted && filled[axis] !== 1) return;
  const x = isCounted ? table.count : row[axis]!;
  if (!Number.isFinite(x)) return;
  // A run that was resumed from a checkpoint repeats steps: the later rows replace the earlier ones.
  if (x <= table.last) { for (const { builder } of cells) builder?.dropFrom(x); }
  table.last = x;
  for (let column = 0; column < cells.length; column++) {
    if (filled[column] === 1) cells[column]!.builder?.add(x, row[column]!);
  }
}

function curvesOf(table: Table): ScannedCurves {
  if (table.axis === undefined && table.first !== undefined) {
    // A file with a single row.
    chooseAxis(table, table.first, () => true);
  }
  const { axis, cells } = table;
  return {
    x: axis === null || axis === undefined ? undefined : cells[axis]!.name,
    columns: cells.flatMap(({ name, builder }) => {
      const curve = builder?.finish();
      return curve === undefined ? [] : [{ name, curve }];
    }),
  };
}
