/** Parses the last row of CSV statistics written by trainers and testers: a header, then one row per step. */
import { NOTHING, type Reading, unreadable } from "../messages/reading.ts";
import { counted } from "../messages/text.ts";
import type { Fields } from "./experiment_result.ts";
import { parseNumber } from "./parse_number.ts";
import { createCsvReader, parseCsv } from "./read_csv.ts";

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
    const records = parseCsv(text);
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
  const problem = rowProblem(row.length, header);
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

/** What is wrong with a row: `has 3 fields, expected 2`. Which of its fields belong to which column is not certain then. */
function rowProblem(count: number, { length }: readonly string[]): string | undefined {
  return count === length ? undefined : `has ${counted(count, "field")}, expected ${length}`;
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
  return line.includes('"') ? parseCsv(line)[0] ?? [] : line.split(",");
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
  /** Reads further text, or UTF-8, which may be cut within a character. Only complete rows count. */
  push(text: string | Uint8Array): Measurement[];
  /** The last row, if it has all of its cells but no newline. */
  finish(): Measurement[];
}

/**
 * Creates a reader, with the rules of {@link parseLastRow}. It leaves out rows with too few or too many fields, rows without a
 * number in both columns, and rows whose resource is not finite.
 */
export function createMeasurementReader({ resource, column }: MeasuredColumns): MeasurementReader {
  const reader = createCsvReader();
  let columns: readonly string[] | undefined;
  let places: ReadonlyMap<string, number> = new Map();
  let problem: string | undefined;
  let rows = 0;

  function readRows(): Measurement[] {
    const measurements: Measurement[] = [];
    while (reader.next()) {
      const measurement = columns === undefined ? readHeader() : readRow(columns);
      if (measurement !== undefined) measurements.push(measurement);
    }
    return measurements;
  }

  function readHeader(): undefined {
    columns = reader.texts().map((name) => name.trim());
    problem = headerProblem(columns);
    if (problem === undefined) places = columnsOf(columns);
  }

  function readRow(columns: readonly string[]): Measurement | undefined {
    rows++;
    const [resourceAt, valueAt] = [places.get(resource), places.get(column)];
    if (resourceAt === undefined || valueAt === undefined) return undefined;
    const wrong = rowProblem(reader.count, columns);
    if (wrong !== undefined) {
      problem ??= `row ${rows} ${wrong}`;
      return undefined;
    }
    const [at, value] = [resourceAt, valueAt].map((place) => parseNumber(reader.text(place).trim()));
    return at === undefined || value === undefined || !Number.isFinite(at) ? undefined : { resource: at, value };
  }

  return {
    get columns() {
      return columns;
    },
    get problem() {
      return problem;
    },
    push(text) {
      reader.push(text);
      return readRows();
    },
    finish() {
      if (columns === undefined) return [];
      reader.end();
      return readRows();
    },
  };
}
