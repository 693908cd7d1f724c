/**
 * Parses JSON as Python's `json` writes it, including `NaN`, `Infinity` and `-Infinity`
 * (docs.python.org/3/library/json.html, "Infinite and NaN Number Values"). Numbers keep their source text: `0.10` stays
 * `0.10`, and 64-bit seeds stay exact.
 */

/** A number as its source text. */
export interface JsonNumber {
  readonly number: string;
}

/** A JSON value. The last of duplicate keys counts, as in Python. */
export type JsonValue =
  | string
  | boolean
  | null
  | JsonNumber
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

const MAX_DEPTH = 100;
const NUMBER = /-?(?:Infinity|(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)|NaN/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/ys;

/**
 * Parses a document.
 *
 * @throws {SyntaxError} with line and column, if it is invalid or has more than 100 nested levels
 */
export function parseJson(text: string): JsonValue {
  let at = text.startsWith("\ufeff") ? 1 : 0;

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0];
    if (token !== undefined) at += token.length;
    return token;
  }

  function fail(expected: string): never {
    const before = text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - (before.lastIndexOf("\n") + 1) + 1;
    const next = at >= text.length ? "end of file" : JSON.stringify(text.slice(at, at + 12));
    throw new SyntaxError(`line ${line}, column ${column}: expected ${expected}, got ${next}`);
  }

  function string(expected: string): string {
    const source = match(STRING) ?? fail(expected);
    if (!source.includes("\\")) return source.slice(1, -1);
    try {
      return JSON.parse(source);
    } catch {
      at -= source.length;
      return fail("a string with valid escapes");
    }
  }

  function value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} nested levels`);
    match(SPACE);
    const first = text[at];
    if (first === "{") return map(depth);
    if (first === "[") return list(depth);
    if (first === '"') return string("a terminated string");
    const number = match(NUMBER);
    if (number !== undefined) return { number };
    const word = match(WORD) ?? fail("a value");
    return word === "null" ? null : word === "true";
  }

  function map(depth: number): ReadonlyMap<string, JsonValue> {
    const entries = new Map<string, JsonValue>();
    at++;
    match(SPACE);
    while (text[at] !== "}") {
      const key = string(entries.size === 0 ? 'a key or "}"' : "a key");
      match(SPACE);
      if (text[at] !== ":") fail('":"');
      at++;
      entries.set(key, value(depth + 1));
      match(SPACE);
      if (text[at] === "}") break;
      if (text[at] !== ",") fail('"," or "}"');
      at++;
      match(SPACE);
      if (text[at] === "}") fail("a key");
    }
    at++;
    return entries;
  }

  function list(depth: number): readonly JsonValue[] {
    const items: JsonValue[] = [];
    at++;
    match(SPACE);
    while (text[at] !== "]") {
      items.push(value(depth + 1));
      match(SPACE);
      if (text[at] === "]") break;
      if (text[at] !== ",") fail('"," or "]"');
      at++;
      match(SPACE);
      if (text[at] === "]") fail("a value");
    }
    at++;
    return items;
  }

  const document = value(1);
  match(SPACE);
  if (at < text.length) fail("end of file");
  return document;
}
