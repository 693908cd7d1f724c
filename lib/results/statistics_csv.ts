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
  // The last field of a truncated row may have lost digits.
  const usable = isTorn ? row.length - 1 : row.length;
  const fields = new Map<string, string>();
  for (const [name, column] of columnsOf(header)) if (column < usable) fields.set(name, row[column]!.trim());
  return { value: fields, problems };
}

/** Why a header cannot be used; `undefined` if it can. */
export function headerProblem({ length }: readonly string[]): string | undefined {
  return length > MAX_COLUMNS ? `header has ${length} columns, expected at most ${MAX_COLUMNS}` : undefined;
}

/** What is wrong with a row: `has 3 fields, expected 2`. Which of its fields belong to which column is not certain then. */
export function rowProblem(row: readonly string[], header: readonly string[]): string | undefined {
  return row.length === header.length ? undefined : `has ${counted(row.length, "field")}, expected ${header.length}`;
}

/** The columns of a header by their names, in their order; of columns with the same name the last one. */
export function columnsOf(header: readonly string[]): Map<string, number> {
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

/** The fields of a line, which has none that goes on in the next one. */
export function fieldsOf(line: string): readonly string[] {
  return line.includes('"') ? parseRecords(line)[0] ?? [] : line.split(",");
}

/** Parses all records (RFC 4180; what it leaves open is read as by Python's `csv`). Blank lines are ignored. */
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

// Parses results that are numbers.

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
