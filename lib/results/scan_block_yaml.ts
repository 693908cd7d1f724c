/**
 * Extracts a few scalars from a YAML file, ten times as fast as a parser. An analysis reads three configuration files for each
 * of perhaps ten thousand experiments, and PyYAML wrote nearly all of them.
 */
import { type Scalar, scalarOf } from "../config/value.ts";

// Matches `key:`, or `key: value` on one line. The value is plain without colon, quote or comment; single-quoted without a
// quote inside; or a flow list of plain items. Everything else is left to the parser.
// Trailing blanks are matched as part of a plain value: a second way to match them would make the regex quadratic.
const ENTRY =
  /( *)(\w+):(?: +(?:([^\s'"|>&*!#%@`{}[\],?:-][^'"#:\r\n]*|-[\w.][^'"#:\r\n]*)|(?:'([^'\r\n]*)'|\{\}|\[[\w.+ ,-]*\]) *)| *)(?:\r?\n|$)/y;
// A list item, or the continuation of a plain value.
const OTHER = / *(?:- +| )[^\s'"|>&*!#%@`{}[\],?:-][^'"#:\r\n]*(?:\r?\n|$)| *- +-[\w.][^'"#:\r\n]*(?:\r?\n|$)|\s*\n/y;

/**
 * Scans for the scalars at some dotted keys, and stops once it has all of them.
 *
 * @returns the scalars that exist; `undefined` if the file is too complex to be scanned
 */
export function scanBlockYaml(text: string, keys: ReadonlySet<string>): Map<string, Scalar | string> | undefined {
  const scalars = new Map<string, Scalar | string>();
  const indents: number[] = [];
  const path: string[] = [];
  let wanted = false;
  let at = 0;
  // Reads one line past the last key, because its value may continue there.
  while (at < text.length && (wanted || scalars.size < keys.size)) {
    ENTRY.lastIndex = at;
    const entry = ENTRY.exec(text);
    if (entry === null) {
      OTHER.lastIndex = at;
      const other = OTHER.exec(text);
      // A multi-line value or a list at a wanted key.
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
