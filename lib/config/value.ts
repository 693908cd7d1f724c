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
