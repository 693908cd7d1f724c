/** Reads series from CSV: a header, then a row per step, in which cells may be empty. */
import { createCsvReader, type CsvReader } from "../read_csv.ts";
import { type SeriesParser, stepRank, type ValueSink } from "./format.ts";
import { createRowSeries, MAX_COLUMNS } from "./row_series.ts";

/** What is known of a file. */
export interface CsvOptions {
  /** The column that is the axis. */
  readonly step: string | undefined;
  /** Whether the file counts only if its first column counts steps: nothing else tells it from a table of other things. */
  readonly isGuess: boolean;
}

// Bytes. Nobody writes a longer header.
const MAX_HEADER = 1 << 20;
const LF = 10;
const CR = 13;
const SEPARATORS = [",", ";", "\t"] as const;

const decoder = new TextDecoder();

/** Creates a parser. The separator is the one that the header has most of. */
export function createCsvParser(sink: ValueSink, { step, isGuess }: CsvOptions): SeriesParser {
  const series = createRowSeries(sink, step);
  let beginning: Uint8Array | undefined = new Uint8Array();
  let reader: CsvReader | undefined;
  // The place of each named column among the series, -1 for those that are left out.
  let places: Int32Array | undefined;
  let row = new Float64Array();
  let filled = new Uint8Array();
  let problem: string | undefined;
  let isOther = false;

  function open(text: Uint8Array): boolean {
    beginning = undefined;
    reader = createCsvReader(separatorOf(decoder.decode(text.subarray(0, lineEnd(text)))));
    return push(text);
  }

  function push(bytes: Uint8Array): boolean {
    if (!reader!.push(bytes)) {
      problem = "a row has no end: the rest is not read";
      return false;
    }
    return readRows(reader!);
  }

  function readRows(reader: CsvReader): boolean {
    while (reader.next()) {
      if (places === undefined) {
        if (!readHeader(reader)) return false;
      } else readRow(reader, places);
    }
    return true;
  }

  function readHeader(reader: CsvReader): boolean {
    const names = reader.texts().map((name) => name.trim());
    if (names.length > MAX_COLUMNS) {
      problem = `header has ${names.length} columns, expected at most ${MAX_COLUMNS}`;
      return false;
    }
    isOther = isGuess && !isHeader(names, step);
    if (isOther) return false;
    // Of columns with the same name the last one, as in a table of results.
    const numbers = names.map((name) => name === "" ? -1 : series.column(name));
    places = Int32Array.from(numbers, (place, index) => numbers.lastIndexOf(place) === index ? place : -1);
    row = new Float64Array(names.length);
    filled = new Uint8Array(names.length);
    return true;
  }

  function readRow(reader: CsvReader, places: Int32Array): void {
    // Which cell belongs to which column is not certain.
    if (reader.count !== places.length) {
      problem ??= `a row has ${reader.count} fields, expected ${places.length}: left out`;
      return;
    }
    reader.numbers(row, filled, true);
    for (let column = 0; column < places.length; column++) {
      if (filled[column] === 1 && places[column]! >= 0) series.set(places[column]!, row[column]!);
    }
    series.commit();
  }

  return {
    get axis() {
      return series.axis;
    },
    get problem() {
      return problem;
    },
    push(bytes) {
      if (isOther) return false;
      if (beginning === undefined) return push(bytes);
      const text = new Uint8Array(beginning.length + bytes.length);
      text.set(beginning);
      text.set(bytes, beginning.length);
      beginning = text;
      if (lineEnd(text) < text.length) return open(text);
      if (text.length > MAX_HEADER) problem = "header has no end";
      return problem === undefined;
    },
    end() {
      if (isOther || problem !== undefined && places === undefined) return;
      if (beginning !== undefined) open(beginning);
      reader!.end();
      // A last row without an end counts if it has all cells.
      if (reader!.next()) {
        if (places === undefined) readHeader(reader!);
        else if (reader!.count === places.length) readRow(reader!, places);
      }
      series.end();
    },
  };
}

// The end of the first line that is not blank.
function lineEnd(text: Uint8Array): number {
  let isBlank = true;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!;
    if (byte === LF || byte === CR) { if (!isBlank) return at; }
    else if (byte > 32) isBlank = false;
  }
  return text.length;
}

function separatorOf(header: string): string {
  const counts = SEPARATORS.map((separator) => header.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}

function isHeader([first]: readonly string[], step: string | undefined): boolean {
  return first !== undefined && (first === step || stepRank(first) >= 0);
}
