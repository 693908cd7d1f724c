/**
 * Laying one configuration over another.
 *
 * Maps merge key by key, everything else replaces. A key `~name` removes `name` from what lies below. Results share the
 * parts that did not change with their inputs, so that ten thousand variants of one configuration cost little.
 */
import { deleteKey, findKey, removedKey } from "./key_path.ts";
import { isList, isMap, type Key, type Value, type ValueMap } from "./value.ts";

/** A configuration without any key. */
export const EMPTY: ValueMap = new Map();

/**
 * One configuration laid over another. A removal stays in the result as a marker until {@link strip} drops it, so that
 * layers can be combined in any grouping, as long as none has a map where another has something else.
 *
 * @param base the lower layer
 * @param over the upper layer, which wins
 */
export function merge(base: Value | undefined, over: Value): Value {
  if (!isMap(over) || !isMap(base)) return over;
  const merged = new Map(base);
  for (const key of over.keys()) {
    const removed = removedKey(key);
    if (removed === undefined) continue;
    deleteKey(merged, removed);
    merged.set(key, over.get(key)!);
  }
  for (const [key, value] of over) {
    if (removedKey(key) === undefined) merged.set(key, merge(merged.get(key), value));
  }
  return merged;
}

/** The configuration without its removal markers, once no further layer follows. */
export function strip(value: ValueMap): ValueMap;
export function strip(value: Value): Value;
export function strip(value: Value): Value {
  if (isList(value)) {
    const items = value.map((item) => strip(item));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isMap(value)) return value;
  let changed = false;
  const kept = new Map<Key, Value>();
  for (const [key, item] of value) {
    if (removedKey(key) !== undefined) {
      changed = true;
      continue;
    }
    const stripped = strip(item);
    changed ||= stripped !== item;
    kept.set(key, stripped);
  }
  return changed ? kept : value;
}

/**
 * The configuration with a value laid over what stands under a dotted key; maps on the way are made as needed.
 * The value may carry removal markers, and so may the last part of the key.
 */
export function mergeAt(config: ValueMap, parts: readonly string[], value: Value, depth = 0): ValueMap {
  const part = parts[depth]!;
  const copy = new Map(config);
  const key = findKey(config, part) ?? part;
  const below = config.get(key);
  if (depth < parts.length - 1) copy.set(key, mergeAt(isMap(below) ? below : EMPTY, parts, value, depth + 1));
  else if (removedKey(part) !== undefined) deleteKey(copy, removedKey(part)!);
  else copy.set(key, strip(merge(below, value)));
  return copy;
}

/** The configuration without what stands under the dotted keys. */
export function without(config: ValueMap, keys: readonly (readonly string[])[]): ValueMap {
  return keys.reduce((rest, parts) => removeAt(rest, parts), config);
}

function removeAt(config: ValueMap, parts: readonly string[], depth = 0): ValueMap {
  const key = findKey(config, parts[depth]!);
  if (key === undefined) return config;
  const copy = new Map(config);
  const below = config.get(key)!;
  if (depth === parts.length - 1) copy.delete(key);
  else if (isMap(below)) copy.set(key, removeAt(below, parts, depth + 1));
  return copy;
}
