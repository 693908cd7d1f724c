/** Tables as JSON files: a list of records, numbers as numbers. */
import { parseNumber } from "../results/parse_number.ts";
import type { Table } from "./table.ts";

// What JSON itself knows; others that are numbers to Python and CSV readers (`.5`, `000049`) are written anew.
const NUMBER = /^(-?(?:0|[1-9]\d*))(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * A table as JSON: an array with an object a row, every column in each, on a line of its own.
 *
 * Empty cells are `null`. Numbers keep their digits, so that a 64-bit seed stays exact; larger ones are written as floats, and
 * those that JSON has none for are the strings `"NaN"`, `"Infinity"` and `"-Infinity"`, as in the JSON form of protocol buffers.
 */
export function* printJson({ columns, texts, rows }: Table): Generator<string> {
  const keys = columns.map((column) => JSON.stringify(column));
  const isText = columns.map((column) => texts.has(column));
  let lead = "[\n";
  for (const row of rows) {
    const cells = row.map((cell, index) => `${keys[index]}: ${isText[index] ? printText(cell) : printValue(cell)}`);
    yield `${lead}{${cells.join(", ")}}`;
    lead = ",\n";
  }
  yield lead === "[\n" ? "[]\n" : "\n]\n";
}

function printText(text: string): string {
  return text === "" ? "null" : JSON.stringify(text);
}

function printValue(text: string): string {
  const [matched, integer] = NUMBER.exec(text) ?? [];
  if (matched !== undefined && fits(integer!)) return text;
  const number = parseNumber(text);
  if (number === undefined) return printText(text);
  if (!Number.isFinite(number)) return `"${number}"`;
  return Number.isSafeInteger(Math.trunc(number)) ? String(number) : number.toExponential();
}

// Readers with 64 bits for what stands before the point (pandas) take no more.
function fits(integer: string): boolean {
  if (integer.length < 19) return true;
  return integer.length < 22 && BigInt(integer) >= -(2n ** 63n) && BigInt(integer) < 2n ** 64n;
}
