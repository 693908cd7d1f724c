/** Reads curves from the CSV statistics of a run: a header, then one row per step. */
import { parseRecords } from "../../results/statistics_csv.ts";
import { createCurveBuilder, type Curve, type CurveBuilder } from "./curve_builder.ts";
import { parseCell, parseNumberAt } from "./parse_cell.ts";

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

/** Columns that count steps, the finest first. The first that ascends from row to row is the axis. */
const STEPS: readonly string[] = [
  ...["global_step", "step", "steps", "iteration", "iter", "update", "episode", "batch", "samples", "epoch"],
];

// Bytes. Trainers do not write longer lines.
const MAX_LINE = 1 << 20;
const MAX_COLUMNS = 2_000;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;

const decoder = new TextDecoder();

/** Creates a scanner. Bytes are parsed as they arrive, so that a large file needs no more memory than a small one. */
export function createCurveScanner(): CurveScanner {
  let rest: Uint8Array = new Uint8Array();
  let table: Table | undefined;
  return {
    push(bytes) {
      const joined = rest.length === 0 ? bytes : concat(rest, bytes);
      let from = 0;
      if (table === undefined) {
        from = headerEnd(joined);
        if (from > 0) table = createTable(decoder.decode(joined.subarray(0, from)));
      }
      // A copy, because the caller may use its buffer again.
      rest = joined.slice(table === undefined ? 0 : scanRows(joined, from, table));
      return rest.length <= MAX_LINE && table?.cells.length !== 0;
    },
    finish() {
      if (table === undefined) return { x: undefined, columns: [] };
      // A last row without a newline counts if it has all cells.
      if (rest.length > 0 && rest.length <= MAX_LINE) scanRows(concat(rest, Uint8Array.of(LF)), 0, table, true);
      return curvesOf(table);
    },
  };
}

// The index after the first line that is not blank; -1 if it is not complete.
function headerEnd(bytes: Uint8Array): number {
  let isBlank = true;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte !== LF && byte !== CR) isBlank &&= byte === SPACE || byte === TAB;
    else if (!isBlank) return at + 1;
  }
  return -1;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
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

function createTable(header: string): Table {
  const names = (parseRecords(header)[0] ?? []).map((name) => name.trim());
  const known = new Set<string>();
  let curves = 0;
  const cells = names.length > MAX_COLUMNS ? [] : names.map((name): Cell => {
    const step = STEPS.indexOf(name.toLowerCase().split("/").at(-1)!);
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

const scratch = new Float64Array(1);

// Adds all complete rows; returns the index after the last one.
function scanRows(bytes: Uint8Array, from: number, table: Table, isStrict = false): number {
  const { cells, row, filled } = table;
  let rowStart = from;
  let cellStart = from;
  let column = 0;
  for (let at = from; at < bytes.length;) {
    if (at === cellStart && column < cells.length) {
      const end = parseNumberAt(bytes, at, scratch);
      if (end >= 0) {
        filled[column] = 1;
        row[column] = scratch[0]!;
        at = end;
      } else {
        filled[column] = 0;
        at = bytes[at] === QUOTE ? closingQuote(bytes, at) : at;
        if (at < 0) return rowStart;
        while (at < bytes.length && !isDelimiter(bytes[at]!)) at++;
        if (at === bytes.length) return rowStart;
        const unquoted = bytes[cellStart] === QUOTE ? 1 : 0;
        filled[column] = Number(parseCell(bytes, cellStart + unquoted, at - unquoted, scratch));
        row[column] = scratch[0]!;
      }
    }
    const byte = bytes[at++]!;
    if (!isDelimiter(byte)) continue;
    column++;
    cellStart = at;
    if (byte === COMMA) continue;
    if (!isStrict || column === cells.length) {
      filled.fill(0, column);
      addRow(table);
    }
    rowStart = at;
    column = 0;
  }
  return rowStart;
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === LF || byte === CR;
}

// The index of the quote that closes the one at `at`; -1 if it has not arrived yet.
function closingQuote(bytes: Uint8Array, at: number): number {
  for (let close = at + 1; close < bytes.length; close++) {
    if (bytes[close] !== QUOTE) continue;
    if (bytes[close + 1] !== QUOTE) return close;
    close++;
  }
  return -1;
}

function addRow(table: Table): void {
  const { row, filled } = table;
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
