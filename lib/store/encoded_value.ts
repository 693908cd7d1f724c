/**
 * Encodes configuration values in the plan file without loss.
 *
 * Scalars that JSON cannot represent exactly are `{"=": "1.0"}`. Maps are lists of pairs, `{"=map": [[key, value]]}`, as
 * their keys can be numbers and their order matters.
 */
import { fromJson, type Json } from "../config/json_value.ts";
import { scalarOf } from "../config/scalar.ts";
import { isMap, type Key, type Scalar, type Value } from "../config/value.ts";

/** Encodes a value as JSON. */
export function encodeValue(value: Value): Json {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(encodeValue);
  if (isMap(value)) return { "=map": Array.from(value, ([key, item]) => [encodeValue(key), encodeValue(item)]) };
  const { text, value: plain } = value as Scalar;
  const isJson = plain === null || typeof plain === "boolean" || (typeof plain === "number" && Number.isFinite(plain));
  return isJson && String(plain) === text ? plain : { "=": text };
}

/**
 * The inverse of {@link encodeValue}.
 *
 * @throws {TypeError} for JSON that `encodeValue` does not write
 */
export function decodeValue(json: unknown): Value {
  if (json === null || typeof json !== "object") return fromJson(json);
  if (Array.isArray(json)) return json.map(decodeValue);
  const { "=": text, "=map": entries } = json as { "="?: unknown; "=map"?: unknown };
  if (Array.isArray(entries)) return new Map(entries.map(decodeEntry));
  const scalar = typeof text === "string" ? scalarOf(text) : undefined;
  if (scalar === undefined) throw new TypeError(`expected a value, got ${JSON.stringify(json).slice(0, 80)}`);
  return scalar;
}

function decodeEntry(entry: unknown): [Key, Value] {
  const isPair = Array.isArray(entry) && entry.length === 2;
  const key = isPair ? decodeValue(entry[0]) : undefined;
  if (!isPair || key === undefined || isMap(key) || Array.isArray(key)) {
    throw new TypeError(`expected a key and a value, got ${JSON.stringify(entry)?.slice(0, 80)}`);
  }
  return [key as Key, decodeValue(entry[1])];
}
