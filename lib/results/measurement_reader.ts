/** Reads the values of a metric from the statistics of a run that is still running: a CSV file that gets a row now and then. */
import { columnsOf, fieldsOf, headerProblem, parseNumber, rowProblem } from "./statistics_csv.ts";

/** The columns of a file that are read. */
export interface MeasuredColumns {
  /** How far the run is: `epoch`. */
  readonly resource: string;
  /** How good it is then. */
  readonly column: string;
}

/** A row. */
export interface Measurement {
  /** Finite. */
  readonly resource: number;
  /** May be NaN or infinite. */
  readonly value: number;
}

/** Reads one file from its beginning, as it grows. */
export interface MeasurementReader {
  /** The columns of the file; `undefined` as long as it has no header. */
  readonly columns: readonly string[] | undefined;
  /** What is wrong with the first row that was left out as an analysis would complain about it: `row 2 has 3 fields, expected 2`. */
  readonly problem: string | undefined;
  /** Reads further text. Only whole rows count. */
  push(text: string): Measurement[];
  /** The last row, if it has no newline and all of its cells. */
  finish(): Measurement[];
}

// A longer line is not written by trainers.
const MAX_LINE = 1 << 20;

/**
 * Creates a reader, with the rules of {@link parseLastRow}. Left out are rows of which an analysis says that they have too few or
 * too many fields, rows without a number in both columns, and those whose resource is not finite.
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
