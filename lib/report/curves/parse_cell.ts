/** Parses numbers from bytes, which is several times as fast as from text. */
import { parseNumber } from "../../results/statistics_csv.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const LARGE_E = 69;
const SMALL_E = 101;
const MAX_DIGITS = 15;
// The powers of ten that a double has exactly.
const POWERS = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);

const decoder = new TextDecoder();

/**
 * Parses the number at an index, if a comma or the end of a line follows it.
 *
 * @param to the number is stored in its first element, because a result object would have to be allocated
 * @returns the index after the number; -1 if there is something else, or a number in a rare form ({@link parseCell})
 */
export function parseNumberAt(bytes: Uint8Array, from: number, to: Float64Array): number {
  let at = from;
  let byte = bytes[at]!;
  const isNegative = byte === MINUS;
  if (isNegative || byte === PLUS) byte = bytes[++at]!;
  const start = at;
  // Leading zeros are not significant digits.
  while (byte === ZERO) byte = bytes[++at]!;
  let mantissa = 0;
  let exponent = 0;
  let left = MAX_DIGITS;
  for (; byte >= ZERO && byte <= NINE && left > 0; byte = bytes[++at]!, left--) {
    mantissa = mantissa * 10 + (byte - ZERO);
  }
  for (; byte >= ZERO && byte <= NINE; byte = bytes[++at]!) exponent++;
  let written = at - start;
  if (byte === DOT) {
    byte = bytes[++at]!;
    const fraction = at;
    if (mantissa === 0) { while (byte === ZERO) byte = bytes[++at]!; }
    for (; byte >= ZERO && byte <= NINE && left > 0; byte = bytes[++at]!, left--) {
      mantissa = mantissa * 10 + (byte - ZERO);
    }
    exponent -= at - fraction;
    while (byte >= ZERO && byte <= NINE) byte = bytes[++at]!;
    written += at - fraction;
  }
  if (written === 0) return -1;
  if (byte === SMALL_E || byte === LARGE_E) {
    byte = bytes[++at]!;
    const isSmall = byte === MINUS;
    if (isSmall || byte === PLUS) byte = bytes[++at]!;
    const first = at;
    let power = 0;
    for (; byte >= ZERO && byte <= NINE; byte = bytes[++at]!) power = power * 10 + (byte - ZERO);
    if (at === first) return -1;
    exponent += isSmall ? -power : power;
  }
  if (byte !== COMMA && byte !== LF && byte !== CR || exponent < -22 || exponent > 22) return -1;
  const value = exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;
  to[0] = isNegative ? -value : value;
  return at;
}

/**
 * Parses a cell of any form: {@link parseNumber}, with blanks around it.
 *
 * @param to as for {@link parseNumberAt}
 * @returns whether it is a number: NaN and infinities are, an empty cell is not
 */
export function parseCell(bytes: Uint8Array, from: number, end: number, to: Float64Array): boolean {
  while (from < end && bytes[from]! <= SPACE) from++;
  while (end > from && bytes[end - 1]! <= SPACE) end--;
  if (from === end || end - from > MAX_LENGTH) return false;
  const value = parseNumber(decoder.decode(bytes.subarray(from, end)));
  if (value === undefined) return false;
  to[0] = value;
  return true;
}

// Bytes. Longer numbers do not occur.
const MAX_LENGTH = 1_000;
