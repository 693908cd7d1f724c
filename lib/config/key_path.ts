/** Dotted keys of a configuration: `training.optimizer.lr`. */
import { scalarOf } from "./scalar.ts";
import { isList, isMap, type Key, keyText, type Value, type ValueMap } from "./value.ts";

// As deep as YAML files may be nested.
const MAX_PARTS = 100;

/** The key that a removal marker (`~name`) removes, or `undefined` for an ordinary key. */
export function removedKey(key: Key): string | undefined {
  return typeof key === "string" && key.length > 1 && key.startsWith("~") ? key.slice(1) : undefined;
}

/**
 * The parts of a dotted key.
 *
 * @throws {RangeError} when a part is empty, or there are more than 100
 */
export function splitKey(key: string): readonly string[] {
  const parts = key.split(".");
  if (parts.length > MAX_PARTS) throw new RangeError(`"${key.slice(0, 40)}…" has more than ${MAX_PARTS} parts`);
  if (parts.includes("")) throw new RangeError(`"${key}" is not a key: a part between its dots is empty`);
  // No process can be given it, as an argument or otherwise.
  if (key.includes("\0")) {
    throw new RangeError(`"${key.replaceAll("\0", "\\0")}" is not a key: it holds a NUL character`);
  }
  return parts;
}

/** The key of a map that a part of a dotted key names: a string, or the scalar that is written so. */
export function findKey(map: ValueMap, part: string): Key | undefined {
  if (map.has(part)) return part;
  const scalar = scalarOf(part);
  return scalar !== undefined && map.has(scalar) ? scalar : undefined;
}

/** Takes the key that a part of a dotted key names out of a map. */
export function deleteKey(map: Map<Key, Value>, part: string): void {
  const key = findKey(map, part);
  if (key !== undefined) map.delete(key);
}

/** The value under a dotted key, items of lists by their index; `undefined` if there is none. */
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

/** The dotted keys of all leaves, with their values; lists and empty maps are leaves, removal markers are listed as such. */
export function leaves(value: Value, prefix = ""): [string, Value][] {
  if (!isMap(value) || value.size === 0) return prefix === "" ? [] : [[prefix, value]];
  return Array.from(value).flatMap(([key, item]) =>
    leaves(item, prefix === "" ? keyText(key) : `${prefix}.${keyText(key)}`)
  );
}
