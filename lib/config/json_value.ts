/** Configuration values to JSON and back. */
import { toScalar } from "./scalar.ts";
import { isList, isMap, keyText, type Value } from "./value.ts";

/** A value as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * A value as JSON has it, for people's scripts: numbers as numbers (an integer beyond 2^53 as its exact digits through
 * `JSON.rawJSON`), timestamps as text, NaN and infinities as the strings `NaN`, `Infinity` and `-Infinity`.
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
 * A value from JSON or from ordinary JavaScript data, the other way of {@link toJson}.
 *
 * @throws {TypeError} for what a configuration cannot hold, a function for instance
 */
export function fromJson(json: unknown): Value {
  if (typeof json === "string") return json;
  if (json === null || typeof json === "number" || typeof json === "boolean" || typeof json === "bigint") {
    return toScalar(json);
  }
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === "object") return new Map(Object.entries(json).map(([key, item]) => [key, fromJson(item)]));
  throw new TypeError(`Cannot carry a ${typeof json} in a configuration`);
}
