/**
 * Merges configurations in layers.
 *
 * Maps merge key by key; any other value replaces the one below it. A key `~name` removes `name` from the layers below.
 * Results share unchanged parts with their inputs, so ten thousand variants of a configuration need little memory.
 */
import { deleteKey, findKey, removedKey } from "./key_path.ts";
import { isList, isMap, type Key, type Value, type ValueMap } from "./value.ts";

/** An empty configuration. */
export const EMPTY: ValueMap = new Map();

/**
 * Merges an upper layer into a lower one. Removals stay in the result as markers until {@link strip} drops them. So merging
 * is associative, as long as no layer has a map where another has a list or a scalar.
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

/** Drops the removal markers of a configuration, once all layers are merged. */
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
 * Merges a value into a configuration at a dotted key, creating the maps that lead to it. The value may contain removal
 * markers, and the last part of the key may be one.
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

/** A configuration without the given dotted keys. */
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
