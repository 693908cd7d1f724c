/**
 * A few scalars out of a YAML file, ten times as fast as parsing it: an analysis reads three configurations for each of ten
 * thousand experiments, nearly all of them written by PyYAML.
 */
import { scalarOf } from "../config/scalar.ts";
import type { Scalar } from "../config/value.ts";

// `key:`, or `key: value` on one line, the value plain without any colon, quote or comment, in single quotes without a quote
// inside, or a flow list of plain items. What is not surely one of these is left to the parser.
// Blanks at the end of a plain value are matched as part of it: a second way to match them costs the square of their number.
const ENTRY =
  /( *)(\w+):(?: +(?:([^\s'"|>&*!#%@`{}[\],?:-][^'"#:\r\n]*|-[\w.][^'"#:\r\n]*)|(?:'([^'\r\n]*)'|\{\}|\[[\w.+ ,-]*\]) *)| *)(?:\r?\n|$)/y;
// An item of a list, or the continuation of a plain value.
const OTHER = / *(?:- +| )[^\s'"|>&*!#%@`{}[\],?:-][^'"#:\r\n]*(?:\r?\n|$)| *- +-[\w.][^'"#:\r\n]*(?:\r?\n|$)|\s*\n/y;

/**
 * The scalars under some dotted keys. Reading ends with the last of them.
 *
 * @returns those that are there; `undefined` when the file is not of the plain kind that can be scanned
 */
export function scanBlockYaml(text: string, keys: ReadonlySet<string>): Map<string, Scalar | string> | undefined {
  const scalars = new Map<string, Scalar | string>();
  const indents: number[] = [];
  const path: string[] = [];
  let wanted = false;
  let at = 0;
  // One line more than the last, which may go on in it.
  while (at < text.length && (wanted || scalars.size < keys.size)) {
    ENTRY.lastIndex = at;
    const entry = ENTRY.exec(text);
    if (entry === null) {
      OTHER.lastIndex = at;
      const other = OTHER.exec(text);
      // A value of several lines, or a list, under a key that matters.
      if (other === null || wanted && other[0].trim() !== "") return undefined;
      at += other[0].length;
      continue;
    }
    at += entry[0].length;
    const [, spaces, key, plain, quoted] = entry as unknown as [string, string, string, string?, string?];
    const indent = spaces.length;
    while (indents.length > 0 && indents.at(-1)! >= indent) {
      indents.pop();
      path.pop();
    }
    const whole = path.length === 0 ? key : `${path.at(-1)}.${key}`;
    indents.push(indent);
    path.push(whole);
    wanted = keys.has(whole);
    if (!wanted) continue;
    if (quoted !== undefined) scalars.set(whole, quoted);
    else if (plain !== undefined) scalars.set(whole, scalarOf(plain.trimEnd()) ?? plain.trimEnd());
  }
  return scalars;
}
