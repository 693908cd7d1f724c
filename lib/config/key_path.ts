/** Dotted keys of a configuration (`training.optimizer.lr`): parsing them and looking up their values. */
import { isList, isMap, type Key, keyText, scalarOf, type Value, type ValueMap } from "./value.ts";

// Also the nesting limit of YAML files.
const MAX_PARTS = 100;

/** The key that a removal marker (`~name`) removes, or `undefined` for an ordinary key. */
export function removedKey(key: Key): string | undefined {
  return typeof key === "string" && key.length > 1 && key.startsWith("~") ? key.slice(1) : undefined;
}

/**
 * The parts of a dotted key.
 *
 * @throws {RangeError} when a part is empty, there are more than 100 parts, or the key contains a NUL character
 */
export function splitKey(key: string): readonly string[] {
  const parts = key.split(".");
  if (parts.length > MAX_PARTS) {
    throw new RangeError(`invalid key "${key.slice(0, 40)}…": more than ${MAX_PARTS} parts`);
  }
  if (parts.includes("")) throw new RangeError(`invalid key "${key}": empty part between dots`);
  // Neither arguments nor environment variables can contain NUL.
  if (key.includes("\0")) {
    throw new RangeError(`invalid key "${key.replaceAll("\0", "\\0")}": it contains a NUL character`);
  }
  return parts;
}

/** The key of a map that a part of a dotted key refers to: the string itself, or the scalar with that text (`1`, `yes`). */
export function findKey(map: ValueMap, part: string): Key | undefined {
  if (map.has(part)) return part;
  const scalar = scalarOf(part);
  return scalar !== undefined && map.has(scalar) ? scalar : undefined;
}

/** Deletes the key that a part of a dotted key refers to. */
export function deleteKey(map: Map<Key, Value>, part: string): void {
  const key = findKey(map, part);
  if (key !== undefined) map.delete(key);
}

/** The value at a dotted key, or `undefined`. Items of lists are addressed by index, from 0. */
export function getAt(config: Value | undefined, parts: readonly string[]): Value | undefined {
  let value: Value | undefined = config;
  for (const part of parts) {
    if (isMap(value)) {
      const key = findKey(value, part);
      value = key === undefined ? undefined : value.get(key);
    } else if (isList(value) && /^\d+$/.test(part)) value = value[Number(part)];
    else return undefined;
  }
  return value;
}

/** The dotted keys and values of all leaves. Lists and empty maps are leaves; removal markers keep their `~`. */
export function leaves(value: Value, prefix = ""): [string, Value][] {
  if (!isMap(value) || value.size === 0) return prefix === "" ? [] : [[prefix, value]];
  return Array.from(value).flatMap(([key, item]) =>
    leaves(item, prefix === "" ? keyText(key) : `${prefix}.${keyText(key)}`)
  );
}
