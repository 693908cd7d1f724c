/** Parses the last row of CSV statistics written by trainers and testers: a header, then one row per step. */
import { NOTHING, type Reading, unreadable } from "../messages/reading.ts";
import { counted } from "../messages/text.ts";
import type { Fields } from "./result_source.ts";

/** The text of a file, or the beginning and end of a long one. */
export interface Ends {
  /** The beginning; the whole text if there is no tail. */
  readonly head: string;
  /** The end, starting anywhere in a row. */
  readonly tail?: string;
}

const MAX_COLUMNS = 2_000;

/** The problem with a file without a header. */
export const EMPTY_FILE = "file is empty";

/**
 * Parses the last row into results by column name.
 *
 * A row with too few or too many fields is a problem, and the fields that match a column are kept. Columns without a name,
 * such as an index written by pandas, are ignored.
 *
 * @returns nothing if there is no row below the header
 */
export function parseLastRow({ head, tail }: Ends): Reading<Fields> {
  const text = head.startsWith("\ufeff") ? head.slice(1) : head;
  const end = tail ?? text;
  const isTruncated = !/[\r\n]$/.test(end);
  let header: readonly string[] | undefined;
  let row: readonly string[] | undefined;
  if (tail === undefined && text.includes('"')) {
    const records = parseRecords(text);
    header = records[0];
    row = records.length > 1 ? records.at(-1) : undefined;
  } else {
    const start = firstLine(text);
    header = start && fieldsOf(start.line);
    const last = lastLine(end, tail === undefined ? start?.end ?? 0 : 0);
    row = last === undefined ? undefined : fieldsOf(last);
  }
  if (header === undefined) return unreadable(EMPTY_FILE);
  const tooMany = headerProblem(header);
  if (tooMany !== undefined) return unreadable(tooMany);
  if (row === undefined) return NOTHING;
  const problem = rowProblem(row, header);
  const isTorn = isTruncated && row.length < header.length;
  const rest = row.length > header.length ? ": the rest is ignored" : "";
  const problems = problem === undefined ? [] : [`${isTorn ? "truncated: " : ""}last row ${problem}${rest}`];
  // The last field of a truncated row may lack digits.
  const usable = isTorn ? row.length - 1 : row.length;
  const fields = new Map<string, string>();
  for (const [name, column] of columnsOf(header)) if (column < usable) fields.set(name, row[column]!.trim());
  return { value: fields, problems };
}

/** Why a header cannot be used; `undefined` if it can. */
function headerProblem({ length }: readonly string[]): string | undefined {
  return length > MAX_COLUMNS ? `header has ${length} columns, expected at most ${MAX_COLUMNS}` : undefined;
}

/** The problem with a row: `has 3 fields, expected 2`. It is then unknown which of its fields belongs to which column. */
function rowProblem(row: readonly string[], header: readonly string[]): string | undefined {
  return row.length === header.length ? undefined : `has ${counted(row.length, "field")}, expected ${header.length}`;
}

/** The columns of a header by name, in order. If several have the same name, the last one counts. */
function columnsOf(header: readonly string[]): Map<string, number> {
  const columns = new Map<string, number>();
  for (const [column, text] of header.entries()) {
    const name = text.trim();
    if (name !== "") columns.set(name, column);
  }
  return columns;
}

function firstLine(text: string): { line: string; end: number } | undefined {
  const start = text.search(/\S/);
  if (start < 0) return undefined;
  const length = text.slice(start).search(/[\r\n]/);
  const end = length < 0 ? text.length : start + length;
  return { line: text.slice(text.lastIndexOf("\n", start) + 1, end), end };
}

function lastLine(text: string, from: number): string | undefined {
  let end = text.length;
  while (end > from && /\s/.test(text[end - 1]!)) end--;
  if (end <= from) return undefined;
  const start = Math.max(text.lastIndexOf("\n", end - 1), text.lastIndexOf("\r", end - 1)) + 1;
  const rest = text.slice(start).search(/[\r\n]/);
  return text.slice(Math.max(start, from), rest < 0 ? text.length : start + rest);
}

/** The fields of a single line, whose last field does not continue in the next line. */
function fieldsOf(line: string): readonly string[] {
  return line.includes('"') ? parseRecords(line)[0] ?? [] : line.split(",");
}

/** Parses all records (RFC 4180; where it is ambiguous, like Python's `csv`). Blank lines are ignored. */
export function parseRecords(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  const next = /[,\r\n]/g;
  while (at <= text.length) {
    let field: string;
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1);
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
      if (close < 0) close = text.length;
      field = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    } else field = "";
    next.lastIndex = at;
    const stop = next.exec(text)?.index ?? text.length;
    field += text.slice(at, stop);
    record.push(field);
    at = stop + 1;
    if (text[stop] === ",") continue;
    if (text[stop] === "\r" && text[at] === "\n") at++;
    if (record.length > 1 || record[0]!.trim() !== "") records.push(record);
    record = [];
  }
  return records;
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["nan", NaN],
  ["inf", Infinity],
  ["+inf", Infinity],
  ["-inf", -Infinity],
  ["infinity", Infinity],
  ["+infinity", Infinity],
  ["-infinity", -Infinity],
]);

/** Parses a number, including NaN and infinities as Python and JSON write them; `undefined` if the text is not a number. */
export function parseNumber(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  return text.length > 9 ? undefined : SPECIAL.get(text.toLowerCase());
}

/** The columns of a file that are read. */
export interface MeasuredColumns {
  /** The column with the progress of the run: `epoch`. */
  readonly resource: string;
  /** The column with the value of the metric. */
  readonly column: string;
}

/** A row. */
export interface Measurement {
  /** Finite. */
  readonly resource: number;
  /** May be NaN or infinite. */
  readonly value: number;
}

/** Reads the statistics of a run that is still running: a CSV file that grows by rows, from its beginning. */
export interface MeasurementReader {
  /** The columns of the file; `undefined` as long as it has no header. */
  readonly columns: readonly string[] | undefined;
  /** The problem with the first row that was left out, in the words of an analysis: `row 2 has 3 fields, expected 2`. */
  readonly problem: string | undefined;
  /** Reads further text. Only complete rows count. */
  push(text: string): Measurement[];
  /** The last row, if it has all of its cells but no newline. */
  finish(): Measurement[];
}

// Trainers do not write longer lines.
const MAX_LINE = 1 << 20;

/**
 * Creates a reader, with the rules of {@link parseLastRow}. It leaves out rows with too few or too many fields, rows without a
 * number in both columns, and rows whose resource is not finite.
 */
export function createMeasurementReader({ resource, column }: MeasuredColumns): MeasurementReader {
  let rest = "";
  let columns: readonly string[] | undefined;
  let places: ReadonlyMap<string, number> = new Map();
  let problem: string | undefined;
  let rows = 0;

  function readLine(line: string): Measurement[] {
    if (line.trim() === "") return [];
    const cells = fieldsOf(line);
    if (columns === undefined) {
      columns = cells.map((name) => name.replace(/^\ufeff/, "").trim());
      problem = headerProblem(columns);
      if (problem === undefined) places = columnsOf(columns);
      return [];
    }
    rows++;
    const [resourceAt, valueAt] = [places.get(resource), places.get(column)];
    if (resourceAt === undefined || valueAt === undefined) return [];
    const wrong = rowProblem(cells, columns);
    if (wrong !== undefined) {
      problem ??= `row ${rows} ${wrong}`;
      return [];
    }
    const [at, value] = [resourceAt, valueAt].map((place) => parseNumber(cells[place]!.trim()));
    if (at === undefined || value === undefined || !Number.isFinite(at)) return [];
    return [{ resource: at, value }];
  }

  return {
    get columns() {
      return columns;
    },
    get problem() {
      return problem;
    },
    push(text) {
      const lines = (rest + text).split(/\r\n|\n|\r/);
      rest = lines.pop()!;
      if (rest.length > MAX_LINE) rest = "";
      return lines.flatMap(readLine);
    },
    finish() {
      const line = rest;
      rest = "";
      return columns === undefined ? [] : readLine(line);
    },
  };
}
