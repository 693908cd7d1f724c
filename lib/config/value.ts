/**
 * Configuration values, carried without loss.
 *
 * JavaScript forgets how a scalar was written: `1.0` becomes `1`, `yes` is a string or a boolean depending on whom you ask,
 * and a 64-bit seed is rounded. A trainer reads the configuration with its own YAML reader, usually PyYAML, and must see
 * what the author wrote. So every plain scalar that PyYAML does not read as a string stays a {@link Scalar}: its source text,
 * beside the value it stands for.
 */

/** A plain YAML scalar that is not a string: a number, boolean, null or timestamp. Equal texts are the same object. */
export interface Scalar {
  /** How it is written into a configuration. */
  readonly text: string;
  /** What it means; an integer beyond 2^53 is a `bigint`, a timestamp its own text. */
  readonly value: number | bigint | boolean | null | string;
}

/** A key of a map: nearly always a string; a number or another scalar where the file has one (`1: conv`). */
export type Key = string | Scalar;

/** A map of a configuration, in the order of the file. */
export type ValueMap = ReadonlyMap<Key, Value>;

/** Any configuration value. */
export type Value = string | Scalar | readonly Value[] | ValueMap;

/** Whether a value is a map. */
export function isMap(value: Value | undefined): value is ValueMap {
  return value instanceof Map;
}

/** Whether a value is a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a value is a scalar that is not a string. */
export function isScalar(value: Value | undefined): value is Scalar {
  return typeof value === "object" && !isMap(value) && !isList(value);
}

/** The text of a map's key. */
export function keyText(key: Key): string {
  return typeof key === "string" ? key : key.text;
}
