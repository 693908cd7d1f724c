/** Reads the values of a metric from the statistics of a run that is still running: a CSV file that gets a row now and then. */
import { parseNumber } from "./parse_number.ts";
import { parseRecords } from "./statistics_csv.ts";

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
  /** Reads further text. Only whole rows count. */
  push(text: string): Measurement[];
  /** The last row, if it has no newline and all of its cells. */
  finish(): Measurement[];
}

// A longer line is not written by trainers.
const MAX_LINE = 1 << 20;

/** Creates a reader. Rows without a number in both columns are left out, and so are those whose resource is not finite. */
export function createMeasurementReader({ resource, column }: MeasuredColumns): MeasurementReader {
  let rest = "";
  let columns: readonly string[] | undefined;
  let [resourceAt, valueAt] = [-1, -1];

  function readLine(line: string, isLast: boolean): Measurement[] {
    if (line.trim() === "") return [];
    const cells = line.includes('"') ? parseRecords(line)[0] ?? [] : line.split(",");
    if (columns === undefined) {
      columns = cells.map((name) => name.replace(/^\ufeff/, "").trim());
      [resourceAt, valueAt] = [columns.indexOf(resource), columns.indexOf(column)];
      return [];
    }
    if (resourceAt < 0 || valueAt < 0 || (isLast && cells.length < columns.length)) return [];
    const [at, value] = [cells[resourceAt], cells[valueAt]].map((cell) => cell && parseNumber(cell.trim()));
    if (typeof at !== "number" || typeof value !== "number" || !Number.isFinite(at)) return [];
    return [{ resource: at, value }];
  }

  return {
    get columns() {
      return columns;
    },
    push(text) {
      const lines = (rest + text).split(/\r\n|\n|\r/);
      rest = lines.pop()!;
      if (rest.length > MAX_LINE) rest = "";
      return lines.flatMap((line) => readLine(line, false));
    },
    finish() {
      const line = rest;
      rest = "";
      return columns === undefined ? [] : readLine(line, true);
    },
  };
}
