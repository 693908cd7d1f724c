/**
 * JSON as Python's `json` writes it: with `NaN`, `Infinity` and `-Infinity` (docs.python.org/3/library/json.html, "Infinite
 * and NaN Number Values"). Numbers keep their source text: `0.10` stays `0.10`, and a 64-bit seed exact.
 */

/** A number, as it is written. */
export interface JsonNumber {
  readonly number: string;
}

/** A value of such a document. Of keys that come twice the last counts, as in Python. */
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
 * Reads a document.
 *
 * @throws {SyntaxError} with the place, when it is not JSON, or nested deeper than 100 levels
 */
export function parseJson(text: string): JsonValue {
  let at = text.startsWith("\ufeff") ? 1 : 0;

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0];
    if (token !== undefined) at += token.length;
    return token;
  }

  function fail(what: string): never {
    const before = text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - (before.lastIndexOf("\n") + 1) + 1;
    const next = at >= text.length ? "the end" : JSON.stringify(text.slice(at, at + 12));
    throw new SyntaxError(`line ${line}, column ${column}: expected ${what}, found ${next}`);
  }

  function string(what: string): string {
    const source = match(STRING) ?? fail(what);
    if (!source.includes("\\")) return source.slice(1, -1);
    try {
      return JSON.parse(source);
    } catch {
      at -= source.length;
      return fail("a string with known escapes");
    }
  }

  function value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) fail(`at most ${MAX_DEPTH} levels`);
    match(SPACE);
    const first = text[at];
    if (first === "{") return map(depth);
    if (first === "[") return list(depth);
    if (first === '"') return string("a string that ends");
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
  if (at < text.length) fail("the end");
  return document;
}
