/** Reads series from JSON lines: a map per step. Other lines between them are passed over. */
import { type JsonValue, MAX_LIST, parseJson } from "../metrics.ts";
import { parseNumber } from "../parse_number.ts";
import type { SeriesParser, ValueSink } from "./format.ts";
import { createLineReader } from "./lines.ts";
import { createRowSeries, MAX_COLUMNS } from "./row_series.ts";

/** What is known of a file. */
export interface JsonLinesOptions {
  /** The key that is the axis. */
  readonly step: string | undefined;
  /** Whether the file counts only if it has several maps with a key of steps: otherwise it is something else. */
  readonly isGuess: boolean;
}

// Bytes. Longer lines are no results.
const MAX_LINE = 1 << 20;
// A file with a single map, or a list of maps, over several lines.
const MAX_DOCUMENT = 1 << 24;
const OPEN = 0x7b;

/** Creates a parser. Keys of nested maps and the indices of lists are joined by `_`. */
export function createJsonLinesParser(sink: ValueSink, { step, isGuess }: JsonLinesOptions): SeriesParser {
  const decoder = new TextDecoder();
  const series = createRowSeries(sink, step);
  // All of it, as long as no line is a map.
  let document: Uint8Array[] | undefined = isGuess ? undefined : [];
  let size = 0;
  let maps = 0;
  // The first map, until there is a second one.
  let first: ReadonlyMap<string, JsonValue> | undefined;
  let problem: string | undefined;

  function takeMap(map: ReadonlyMap<string, JsonValue>): void {
    maps++;
    document = undefined;
    if (isGuess && maps === 1) {
      first = map;
      return;
    }
    if (first !== undefined) addRow(first);
    first = undefined;
    addRow(map);
  }

  function addRow(map: ReadonlyMap<string, JsonValue>): void {
    forEachNumber(map, "", (key, value) => {
      const column = series.column(key);
      series.set(column, value);
      if (column < 0) problem ??= `has more than ${MAX_COLUMNS} names: the others are left out`;
    });
    series.commit();
  }

  const lines = createLineReader(MAX_LINE, (line) => {
    let from = 0;
    while (line[from]! <= 32) from++;
    if (line[from] !== OPEN) return;
    const map = parsed(decoder.decode(line.subarray(from)));
    if (map instanceof Map) takeMap(map);
  });

  return {
    get axis() {
      return series.axis;
    },
    get problem() {
      return problem;
    },
    push(bytes) {
      if (size === 0 && !/^\s*[{[]/.test(decoder.decode(bytes.subarray(0, 1_000)))) document = undefined;
      size += bytes.length;
      if (size > MAX_DOCUMENT) document = undefined;
      document?.push(bytes.slice());
      lines.push(bytes);
      // Predictions, for example, or a data set.
      return !(isGuess && series.isCounted);
    },
    end() {
      lines.end();
      if (document !== undefined) {
        const root = parsed(decoder.decode(joined(document)));
        if (root instanceof Map) addRow(root);
        else if (Array.isArray(root)) { for (const item of root) if (item instanceof Map) addRow(item); }
      }
      series.end();
    },
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** Calls a function for each number in a value, with the names of maps and the indices of lists before it joined by `_`. */
export function forEachNumber(value: JsonValue, name: string, use: (key: string, value: number) => void): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if ("number" in value) {
    const number = parseNumber(value.number);
    if (number !== undefined && name !== "") use(name, number);
    return;
  }
  if (Array.isArray(value) && value.length > MAX_LIST) return;
  for (const [key, item] of value.entries()) forEachNumber(item, name === "" ? String(key) : `${name}_${key}`, use);
}
