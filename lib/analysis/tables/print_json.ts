/** Prints tables as JSON: an array of records, with numeric cells as numbers. */
import { NO_VALUE } from "../../results/experiment_result.ts";
import { parseNumber } from "../../results/parse_number.ts";
import type { Table } from "./table.ts";

// Valid JSON numbers. Others that Python and CSV readers accept (`.5`, `000049`) are reformatted.
const NUMBER = /^(-?(?:0|[1-9]\d*))(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * Prints a table as an array with one object per row and line, each with all columns.
 *
 * Empty cells are `null`. Numbers keep their digits, so 64-bit seeds stay exact. Larger integers are written as floats, and
 * non-finite numbers as `"NaN"`, `"Infinity"` and `"-Infinity"`, as in the JSON mapping of protocol buffers.
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
  return text === "" || text === NO_VALUE ? "null" : JSON.stringify(text);
}

function printValue(text: string): string {
  const [matched, integer] = NUMBER.exec(text) ?? [];
  if (matched !== undefined && fits(integer!)) return text;
  const number = parseNumber(text);
  if (number === undefined) return printText(text);
  if (!Number.isFinite(number)) return `"${number}"`;
  return Number.isSafeInteger(Math.trunc(number)) ? String(number) : number.toExponential();
}

// pandas reads integer parts of up to 64 bits, signed or unsigned.
function fits(integer: string): boolean {
  if (integer.length < 19) return true;
  return integer.length < 22 && BigInt(integer) >= -(2n ** 63n) && BigInt(integer) < 2n ** 64n;
}
