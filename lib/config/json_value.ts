/** Converts configuration values to JSON and back. */
import { toScalar } from "./scalar.ts";
import { isList, isMap, keyText, type Value } from "./value.ts";

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
