/** Reads CSV: RFC 4180, and what that leaves open as Python's `csv` reads it. */
import { parseNumber, parseNumberAt } from "./parse_number.ts";

/** Reads the rows of a text that comes in pieces. */
export interface CsvReader {
  /**
   * Adds a piece, once all rows before it were read. A byte order mark at the beginning is dropped.
   *
   * @param piece a text, or one in UTF-8, which may be cut within a character
   * @returns `false` if a row has 2^20 bytes and no end, which nobody writes: what there was of it is dropped
   */
  push(piece: string | Uint8Array): boolean;
  /** No further piece comes: the last row needs no end of a line. */
  end(): void;
  /** Goes to the next row that is complete; `false` if there is none yet. Blank lines are no rows. */
  next(): boolean;
  /** The number of cells of the row. */
  readonly count: number;
  /** The text of a cell, without its quotes. */
  text(cell: number): string;
  texts(): string[];
  /**
   * The numbers of the first cells, to 15 digits: several times as fast as {@link parseNumber}. They may have blanks around them.
   *
   * @param to takes them
   * @param isNumber takes 1 for a cell with a number, and 0 for any other one, for which `to` stays as it is
   * @param isExact whether all digits count, which takes longer where there are more than 15
   */
  numbers(to: Float64Array, isNumber: Uint8Array, isExact?: boolean): void;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const NEWLINE = Uint8Array.of(LF);
const MAX_ROW = 1 << 20;
// Bytes. No number is longer.
const MAX_NUMBER = 1_000;
// Characters. A number with as many is read exactly in any case.
const MAX_EXACT = 15;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const scratch = new Float64Array(1);

/**
 * Creates a reader. Bytes are parsed where they lie.
 *
 * @param separator a character of ASCII
 */
export function createCsvReader(separator = ","): CsvReader {
  const delimiter = separator.charCodeAt(0);
  let bytes: Uint8Array = new Uint8Array();
  // The text of all bytes, once one is needed.
  let decoded: string | undefined;
  // Where the next row begins.
  let at = 0;
  let isFirst = true;
  let isComplete = false;
  let count = 0;
  const starts: number[] = [];
  const ends: number[] = [];
  // NaN where there is none, or one of a rare form.
  const numbers: number[] = [];

  function add(piece: Uint8Array): boolean {
    const rest = bytes.subarray(at);
    const isTooLong = rest.length > MAX_ROW;
    bytes = isTooLong || rest.length === 0 ? piece : concat(rest, piece);
    decoded = undefined;
    at = 0;
    return !isTooLong;
  }

  // Finds the cells of the row at `at`. Returns the index after it; -1 if it is not complete.
  function findCells(): number {
    const source = bytes;
    let to = at;
    let cell = 0;
    for (let byte = delimiter; byte === delimiter; cell++, to++) {
      starts[cell] = to;
      const after = parseNumberAt(source, to, scratch);
      byte = after < 0 ? QUOTE : source[after]!;
      const isNumber = byte === delimiter || byte === LF || byte === CR;
      numbers[cell] = isNumber ? scratch[0]! : NaN;
      if (isNumber) to = after;
      else {
        if (source[to] === QUOTE) {
          to = closingQuote(source, QUOTE, to);
          if (to < 0 && !isComplete) return -1;
          to = to < 0 ? source.length - 1 : to + 1;
        }
        for (byte = source[to]!; byte !== delimiter && byte !== LF && byte !== CR; byte = source[to]!) {
          if (++to >= source.length) return -1;
        }
      }
      ends[cell] = to;
    }
    count = cell;
    return to;
  }

  function textOf(cell: number): string {
    const [start, end] = [starts[cell]!, ends[cell]!];
    decoded ??= decoder.decode(bytes);
    // To decode each cell takes ten times as long, but only in ASCII the places are those of the bytes.
    const isAscii = decoded.length === bytes.length;
    const text = isAscii ? decoded.slice(start, end) : decoder.decode(bytes.subarray(start, end));
    return bytes[start] === QUOTE ? unquoted(text) : text;
  }

  function rareNumber(cell: number): number | undefined {
    const length = ends[cell]! - starts[cell]!;
    return length === 0 || length > MAX_NUMBER ? undefined : parseNumber(textOf(cell).trim());
  }

  return {
    push(piece) {
      const added = typeof piece === "string" ? encoder.encode(piece) : piece;
      const isMarked = isFirst && added[0] === 0xef && added[1] === 0xbb && added[2] === 0xbf;
      isFirst &&= added.length === 0;
      return add(isMarked ? added.subarray(3) : added);
    },
    end() {
      isComplete = true;
      add(NEWLINE);
    },
    next() {
      while (at < bytes.length) {
        const after = findCells();
        if (after < 0) break;
        at = after;
        if (count > 1 || textOf(0).trim() !== "") return true;
      }
      // A copy, because the caller may use its buffer again.
      bytes = bytes.slice(at);
      decoded = undefined;
      at = 0;
      return false;
    },
    get count() {
      return count;
    },
    text: textOf,
    texts() {
      const texts: string[] = [];
      for (let cell = 0; cell < count; cell++) texts.push(textOf(cell));
      return texts;
    },
    numbers(to, isNumber, isExact = false) {
      for (let cell = 0; cell < to.length; cell++) {
        let number = cell < count ? numbers[cell] : undefined;
        const isLong = isExact && cell < count && ends[cell]! - starts[cell]! > MAX_EXACT;
        if (isLong || Number.isNaN(number)) number = rareNumber(cell);
        isNumber[cell] = number === undefined ? 0 : 1;
        if (number !== undefined) to[cell] = number;
      }
    },
  };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** A text, or its bytes. */
interface Source<Item> {
  readonly [at: number]: Item;
  indexOf(item: Item, from: number): number;
}

// The index of the quote that closes the one at an index; -1 if it is not there.
function closingQuote<Item>(source: Source<Item>, quote: Item, from: number): number {
  let close = source.indexOf(quote, from + 1);
  while (close >= 0 && source[close + 1] === quote) close = source.indexOf(quote, close + 2);
  return close;
}

// What follows the closing quote belongs to the cell, too.
function unquoted(text: string): string {
  const close = closingQuote(text, '"', 0);
  const end = close < 0 ? text.length : close;
  return text.slice(1, end).replaceAll('""', '"') + text.slice(end + 1);
}

/** The rows of a text; `separator` as for {@link createCsvReader}. */
export function parseCsv(text: string, separator?: string): string[][] {
  const reader = createCsvReader(separator);
  reader.push(text);
  reader.end();
  const rows: string[][] = [];
  while (reader.next()) rows.push(reader.texts());
  return rows;
}
