/**
 * Laying one configuration over another.
 *
 * Maps merge key by key, everything else replaces. A key `~name` removes `name` from what lies below. Results share the
 * parts that did not change with their inputs, so that ten thousand variants of one configuration cost little.
 */
import { isList, isMap, type Key, keyText, scalarOf, type Value, type ValueMap } from "./value.ts";
import { closest } from "./problem.ts";

// As deep as YAML files may be nested.
const MAX_PARTS = 100;

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

function find(map: ValueMap, part: string): Key | undefined {
  if (map.has(part)) return part;
  const scalar = scalarOf(part);
  return scalar !== undefined && map.has(scalar) ? scalar : undefined;
}

function deleteKey(map: Map<Key, Value>, part: string): void {
  const key = find(map, part);
  if (key !== undefined) map.delete(key);
}

/** The value under a dotted key, items of lists by their index; `undefined` if there is none. */
export function getAt(config: Value | undefined, parts: readonly string[]): Value | undefined {
  let value: Value | undefined = config;
  for (const part of parts) {
    if (isMap(value)) {
      const key = find(value, part);
      value = key === undefined ? undefined : value.get(key);
    } else if (isList(value) && /^\d+$/.test(part)) value = value[Number(part)];
    else return undefined;
  }
  return value;
}

/**
 * The configuration with a value laid over what stands under a dotted key; maps on the way are made as needed.
 * The value may carry removal markers, and so may the last part of the key.
 */
export function mergeAt(config: ValueMap, parts: readonly string[], value: Value, depth = 0): ValueMap {
  const part = parts[depth]!;
  const copy = new Map(config);
  const key = find(config, part) ?? part;
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
  const key = find(config, parts[depth]!);
  if (key === undefined) return config;
  const copy = new Map(config);
  const below = config.get(key)!;
  if (depth === parts.length - 1) copy.delete(key);
  else if (isMap(below)) copy.set(key, removeAt(below, parts, depth + 1));
  return copy;
}

/** The dotted keys of all leaves, with their values; lists and empty maps are leaves, removal markers are listed as such. */
export function leaves(value: Value, prefix = ""): [string, Value][] {
  if (!isMap(value) || value.size === 0) return prefix === "" ? [] : [[prefix, value]];
  return Array.from(value).flatMap(([key, item]) =>
    leaves(item, prefix === "" ? keyText(key) : `${prefix}.${keyText(key)}`)
  );
}

/** A key of an upper layer that no lower layer has, and what to say about it. */
export interface Untouched {
  /** The way to the key, from the upper layer's root. */
  readonly path: readonly string[];
  /** `, did you mean "…"?`, or empty. */
  readonly suggestion: string;
}

/**
 * The keys of an upper layer that touch nothing in the lower one and look like a mistake: a sibling has nearly that name,
 * or the name stands elsewhere below the same section; and removals of what is not there.
 *
 * Keys that are simply new are no mistake: sections are optional, and trainers have defaults of their own.
 */
export function untouched(base: Value | undefined, over: Value, path: readonly string[] = []): Untouched[] {
  if (!isMap(over) || !isMap(base) || base.size === 0) return [];
  const found: Untouched[] = [];
  const siblings = Array.from(base.keys(), keyText).filter((key) => removedKey(key) === undefined);
  for (const [key, value] of over) {
    const name = removedKey(key) ?? keyText(key);
    const here = [...path, keyText(key)];
    const known = find(base, name);
    if (known !== undefined) {
      if (removedKey(key) === undefined) found.push(...untouched(base.get(known), value, here));
      continue;
    }
    const mark = removedKey(key) === undefined ? "" : "~";
    const elsewhere = findBelow(base, name);
    const hint = elsewhere !== undefined
      ? `, did you mean "${[...path, ...elsewhere.slice(0, -1), mark + elsewhere.at(-1)].join(".")}"?`
      : near(name, siblings.filter((sibling) => !over.has(sibling)), path, mark);
    const dotted = name.includes(".") && getAt(base, name.split(".")) !== undefined;
    if (dotted) {
      found.push({
        path: here,
        suggestion: `, did you mean ${name.split(".").join(": {")}: …${"}".repeat(name.split(".").length - 1)}?`,
      });
    } else if (hint !== "" || mark !== "") found.push({ path: here, suggestion: hint });
  }
  return found;
}

function near(name: string, siblings: readonly string[], path: readonly string[], mark: string): string {
  const sibling = closest(name, siblings);
  return sibling === undefined ? "" : `, did you mean "${[...path, mark + sibling].join(".")}"?`;
}

function findBelow(base: ValueMap, name: string): string[] | undefined {
  for (const [key, value] of base) {
    if (!isMap(value)) continue;
    if (find(value, name) !== undefined) return [keyText(key), name];
    const deeper = findBelow(value, name);
    if (deeper !== undefined) return [keyText(key), ...deeper];
  }
  return undefined;
}
