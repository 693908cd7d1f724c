/** Parses `metrics.json`, a file in which a trainer or tester can leave its results. */
import { NOTHING, type Reading, unreadable } from "../messages/reading.ts";
import type { Fields } from "./experiment_result.ts";

/** The contents of a trainer's `metrics.json`. */
export interface Metrics {
  readonly training: Fields;
  readonly validation: Fields;
  readonly testing: Fields;
  /** Dotted keys of lists that are too long to become columns. */
  readonly leftOut: readonly string[];
}

/** The contents of a tester's `metrics.json`. */
export type TestMetrics = Pick<Metrics, "testing" | "leftOut">;

/** Maximum length of a list. Longer ones are taken for curves, which belong in a CSV file, and would flood the table. */
export const MAX_LIST = 32;
const MAX_FIELDS = 2_000;

/**
 * Parses a trainer's metrics: the sections `training`, `validation` and `testing`. Everything outside these sections counts as
 * training results. Nested keys and list indices are joined with `_`.
 */
export function parseMetrics(text: string): Reading<Metrics> {
  return parse(text, (root, add) => {
    const metrics = { training: new Map(), validation: new Map(), testing: new Map() };
    const rest: [string, JsonValue][] = [];
    for (const [key, value] of root) {
      const section = Object.hasOwn(metrics, key) ? metrics[key as keyof typeof metrics] : undefined;
      if (section === undefined || !(value instanceof Map)) rest.push([key, value]);
      else add(section, "", value, key);
    }
    // Results in a section take precedence over those outside of it.
    const flat = new Map<string, string>();
    for (const [key, value] of rest) add(flat, key, value, key);
    for (const [key, value] of flat) if (!metrics.training.has(key)) metrics.training.set(key, value);
    return metrics;
  });
}

/** Parses a tester's metrics: the section `testing`, which takes precedence, and everything else. */
export function parseTestMetrics(text: string): Reading<TestMetrics> {
  return parse(text, (root, add) => {
    const fields = new Map<string, string>();
    const section = root.get("testing");
    for (const [key, value] of root) if (key !== "testing" || !(section instanceof Map)) add(fields, key, value, key);
    if (section instanceof Map) add(fields, "", section, "testing");
    return { testing: fields };
  });
}

type Add = (to: Map<string, string>, name: string, value: JsonValue, path: string) => void;

function parse<T>(
  text: string,
  take: (root: ReadonlyMap<string, JsonValue>, add: Add) => T,
): Reading<T & { leftOut: readonly string[] }> {
  let root: JsonValue;
  try {
    root = parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Series, as detectron2 writes them to a file of this name.
    if (isJsonLines(text)) return NOTHING;
    return unreadable(text.trim() === "" ? "file is empty" : `invalid JSON: ${error.message}`);
  }
  if (!(root instanceof Map)) return unreadable(`expected a map of results, got ${kindOf(root)}`);
  const problems: string[] = [];
  const leftOut: string[] = [];
  let count = 0;
  const add: Add = (to, name, value, path) => {
    if (value === null || count > MAX_FIELDS) return;
    if (typeof value !== "object" || "number" in value) {
      if (++count > MAX_FIELDS) {
        problems.push(`more than ${MAX_FIELDS} results: the rest is ignored`);
        return;
      }
      to.set(name, typeof value === "object" ? value.number : String(value));
      return;
    }
    if (Array.isArray(value) && size(value) > MAX_LIST) {
      leftOut.push(path);
      return;
    }
    for (const [key, item] of value.entries()) {
      add(to, name === "" ? String(key) : `${name}_${key}`, item, `${path}.${key}`);
    }
  };
  return { value: { ...take(root, add), leftOut }, problems };
}

/** Whether a text has several maps, a line each: it is not one document. */
export function isJsonLines(text: string): boolean {
  const lines = text.split("\n", 64).map((line) => line.trim()).filter((line) => line !== "");
  if (lines.length < 2 || !lines[1]!.startsWith("{")) return false;
  try {
    return parseJson(lines[0]!) instanceof Map;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}

function size(value: JsonValue): number {
  if (!Array.isArray(value) && !(value instanceof Map)) return 1;
  let sum = 0;
  for (const item of value.values()) {
    sum += size(item);
    if (sum > MAX_LIST) break;
  }
  return sum;
}

function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a number" : `a ${typeof value}`;
}

// Parses JSON as Python's `json` writes it, including `NaN`, `Infinity` and `-Infinity` (docs.python.org/3/library/json.html,
// "Infinite and NaN Number Values"). Numbers keep their source text: `0.10` stays `0.10`, and 64-bit seeds stay exact.

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
