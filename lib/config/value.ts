/**
 * Configuration values that keep how they were written.
 *
 * Plain JavaScript values would lose information: `1.0` becomes `1`, `yes` is a string or a boolean depending on the YAML
 * version, and a 64-bit seed is rounded. But a trainer reads the configuration with its own YAML reader, usually PyYAML, and
 * must see what the author wrote. So every plain scalar that PyYAML does not read as a string is a {@link Scalar}, with its
 * source text and its value.
 */

/** A plain YAML scalar that is not a string: a number, boolean, null or timestamp. Scalars with equal text are one object. */
export interface Scalar {
  /** As written in configuration files. */
  readonly text: string;
  /** A `bigint` for integers beyond 2^53, the text for timestamps. */
  readonly value: number | bigint | boolean | null | string;
}

/** A key of a map: usually a string, but files may have numbers or other scalars as keys (`1: conv`). */
export type Key = string | Scalar;

/** A map in a configuration, in file order. */
export type ValueMap = ReadonlyMap<Key, Value>;

/** Any configuration value. */
export type Value = string | Scalar | readonly Value[] | ValueMap;

export function isMap(value: Value | undefined): value is ValueMap {
  return value instanceof Map;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a value is a scalar that is not a string. */
export function isScalar(value: Value | undefined): value is Scalar {
  return typeof value === "object" && !isMap(value) && !isList(value);
}

export function keyText(key: Key): string {
  return typeof key === "string" ? key : key.text;
}

// PyYAML's implicit resolvers (yaml/resolver.py). They differ from the YAML 1.1 specification in places: PyYAML reads `-.5`
// and `1e5` as strings. Trainers are usually Python programs, so PyYAML's rules apply here.
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const TRUE = /^(?:yes|true|on)$/i;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:\d{4}-\d{2}-\d{2}|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d{2}:\d{2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d{2})?))?)$/;
// Floats of YAML 1.2. PyYAML reads some of them as strings (`1e-4`, `-.5`), although the author meant a number. `+.5` stays
// the string that PyYAML reads.
const CORE_FLOAT = /^(?!\+\.)([-+]?)(\d*)(?:\.(\d*))?(?:([eE])([-+]?)(\d+))?$/;

// Below 2^53.
const SMALL = /^(?:0|-?[1-9]\d{0,14})$/;

const interned = new Map<string, Scalar>();
// Indexed by value: many keys that are digits make JSON.parse three times slower, as V8 keeps them where it looks up the
// strings of JSON.
const integers = new Map<number, Scalar>();

/**
 * The scalar for the source text of a plain (unquoted) YAML scalar.
 *
 * @returns the interned scalar, or `undefined` if the text is a string. Numbers that only YAML 1.2 recognizes are rewritten
 * for PyYAML: `1e-4` becomes `1.0e-4`
 */
export function scalarOf(text: string): Scalar | undefined {
  if (SMALL.test(text)) return integerOf(text);
  const cached = interned.get(text);
  if (cached !== undefined) return cached;
  if (text.length > 4096) return undefined;
  const resolved = resolve(text);
  if (resolved === undefined) return undefined;
  const same = resolved.text === text ? resolved : (interned.get(resolved.text) ?? resolved);
  interned.set(text, same);
  interned.set(same.text, same);
  return same;
}

function integerOf(text: string): Scalar {
  const value = Number(text);
  const cached = integers.get(value);
  if (cached !== undefined) return cached;
  const scalar: Scalar = { text, value };
  integers.set(value, scalar);
  return scalar;
}

function resolve(text: string): Scalar | undefined {
  if (NULL.test(text)) return { text: text === "" ? "null" : text, value: null };
  if (BOOL.test(text)) return { text, value: TRUE.test(text) };
  if (INT.test(text)) return { text, value: parseInteger(text) };
  if (FLOAT.test(text)) return { text, value: parseFloat11(text) };
  if (TIMESTAMP.test(text)) return { text, value: text };
  const core = CORE_FLOAT.exec(text);
  if (core !== null) {
    const [, sign = "", whole = "", fraction, e, exponentSign = "", exponent = ""] = core;
    if ((whole === "" && (fraction ?? "") === "") || (fraction === undefined && e === undefined)) return undefined;
    const tail = e === undefined ? "" : `${e}${exponentSign || "+"}${exponent}`;
    const rewritten = `${sign}${whole || "0"}.${fraction || "0"}${tail}`;
    return { text: rewritten, value: Number(rewritten) };
  }
  return undefined;
}

function parseInteger(text: string): number | bigint {
  const digits = text.replaceAll("_", "").replace(/^[-+]/, "");
  let value: bigint;
  if (digits.includes(":")) value = digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  else if (/^0[0-7]+$/.test(digits)) value = BigInt(`0o${digits.slice(1)}`);
  else value = digits === "" || /^0[bx]$/.test(digits) ? 0n : BigInt(digits);
  if (text.startsWith("-")) value = -value;
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function parseFloat11(text: string): number {
  const lower = text.replaceAll("_", "").toLowerCase();
  const sign = lower.startsWith("-") ? -1 : 1;
  const digits = lower.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Infinity;
  if (digits === ".nan") return NaN;
  if (digits.includes(":")) return sign * digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return sign * Number(digits);
}

/**
 * The scalar for a JavaScript number, boolean or null, written so that PyYAML reads the same type.
 *
 * @param kind `"float"` writes whole numbers with a fraction (`1.0`); only used for numbers
 */
export function toScalar(value: number | bigint | boolean | null, kind: "int" | "float" = "int"): Scalar {
  if (typeof value !== "number") return scalarOf(String(value)) as Scalar;
  if (Number.isNaN(value)) return scalarOf(".nan") as Scalar;
  if (!Number.isFinite(value)) return scalarOf(value > 0 ? ".inf" : "-.inf") as Scalar;
  let text = String(value);
  if (text.includes("e")) text = text.replace(/^(-?\d+)e/, "$1.0e");
  else if (kind === "float" && !text.includes(".")) text += ".0";
  return scalarOf(text) as Scalar;
}

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * A value as JSON. Numbers stay numbers, integers beyond 2^53 with all their digits (through `JSON.rawJSON`). Timestamps
 * become strings, and so do `NaN`, `Infinity` and `-Infinity`.
 */
export function toJson(value: Value): Json {
  if (typeof value === "string") return value;
  if (isList(value)) return value.map(toJson);
  if (isMap(value)) return Object.fromEntries(Array.from(value, ([key, item]) => [keyText(key), toJson(item)]));
  const plain = value.value;
  if (typeof plain === "bigint") return rawJson(plain.toString());
  if (typeof plain === "number" && !Number.isFinite(plain)) return String(plain);
  return plain;
}

function rawJson(text: string): Json {
  return (JSON as unknown as { rawJSON(text: string): Json }).rawJSON(text);
}

/**
 * The inverse of {@link toJson}: a configuration value from JSON or plain JavaScript data.
 *
 * @throws {TypeError} for types that a configuration cannot hold, such as functions
 */
export function fromJson(json: unknown): Value {
  if (typeof json === "string") return json;
  if (json === null || typeof json === "number" || typeof json === "boolean" || typeof json === "bigint") {
    return toScalar(json);
  }
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === "object") return new Map(Object.entries(json).map(([key, item]) => [key, fromJson(item)]));
  throw new TypeError(`expected a configuration value, got a ${typeof json}`);
}

/**
 * A value on one line, for messages and names: scalars as written, strings without quotes, lists and maps in YAML's flow
 * style.
 */
export function describe(value: Value): string {
  if (typeof value === "string") return value;
  if (isScalar(value)) return value.text;
  if (isList(value)) return `[${value.map(describe).join(", ")}]`;
  return `{${Array.from(value, ([key, item]) => `${keyText(key)}: ${describe(item)}`).join(", ")}}`;
}

/** The type of a value in words, for `expected …, got …`: `a map`, `a list`, `a number`, `nothing` for null. */
export function kindOf(value: Value): string {
  if (typeof value === "string") return "a string";
  if (isMap(value)) return "a map";
  if (isList(value)) return "a list";
  if (value.value === null) return "nothing";
  if (typeof value.value === "boolean") return "a boolean";
  return typeof value.value === "string" ? "a date" : "a number";
}

/** A value as an argument: strings unchanged, scalars as written, lists and maps as JSON. */
export function plainText(value: Value): string {
  if (typeof value === "string") return value;
  return isScalar(value) ? value.text : JSON.stringify(toJson(value));
}
