/** Axes of a grid: a key of the configuration, and the values that it takes one after the other. */
import { describe, kindOf } from "../config/describe.ts";
import { leaves, removedKey, splitKey } from "../config/key_path.ts";
import { isList, isMap, isScalar, keyText, type Value } from "../config/value.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { generate } from "./generators.ts";

/** A key and the values it takes. */
export interface Axis {
  /** Dotted. */
  readonly key: string;
  readonly parts: readonly string[];
  /** At least one. A value that is a map moves several keys together. */
  readonly values: readonly Value[];
  readonly origin: Origin;
}

/** The axes of a map; those that cannot be used are reported and left out. */
export function parseAxes(value: Value | undefined, origin: Origin, report: Report): Axis[] {
  if (value === undefined || (isScalar(value) && value.value === null)) return [];
  if (!isMap(value)) {
    report.error(origin, `axes must be a map of keys to lists of values: what is there is ${kindOf(value)}`);
    return [];
  }
  const axes: Axis[] = [];
  for (const [key, values] of value) {
    const axis = parseAxis(keyText(key), values, below(origin, keyText(key)), report);
    if (axis !== undefined) axes.push(axis);
  }
  return axes;
}

/** One axis; `undefined`, and reported, when it cannot be used. A removal (`~key`) has no values. */
export function parseAxis(key: string, value: Value, origin: Origin, report: Report): Axis | undefined {
  const name = removedKey(key) ?? key;
  let parts: readonly string[];
  try {
    parts = splitKey(name);
  } catch (error) {
    report.error(origin, (error as Error).message);
    return undefined;
  }
  if (removedKey(key) !== undefined) return { key, parts, values: [], origin };
  const removal = parts.findIndex((part) => removedKey(part) !== undefined);
  if (removal !== -1) {
    const section = parts.slice(0, removal).join(".");
    const where = section === "" ? "" : `, as in ${section}: [{${parts[removal]}: }]`;
    report.error(origin, `axis "${key}" cannot remove a key: removals stand in values that are maps${where}`);
    return undefined;
  }
  const generator = isMap(value) && value.size === 1 ? keyText([...value.keys()][0]!) : undefined;
  let values: readonly Value[] | string;
  if (isList(value)) values = value;
  else if (isMap(value) && generator !== undefined) values = generate(generator, [...value.values()][0]!);
  else values = "it must be a list";
  if (typeof values !== "string" && values.length === 0) values = "it has no values";
  if (typeof values === "string") {
    report.error(origin, `cannot expand axis "${key}" as ${values}: current value is ${describe(value).slice(0, 80)}`);
    return undefined;
  }
  return { key, parts, values, origin };
}

/** The leaves that a value of an axis sets or removes, as dotted keys. */
export function leavesOf(axis: Axis): Set<string> {
  const keys = new Set<string>();
  for (const value of axis.values) {
    if (!isMap(value)) keys.add(axis.key);
    else for (const [key] of leaves(value, axis.key)) keys.add(key.replaceAll(/(^|\.)~/g, "$1"));
  }
  return keys;
}

/** The sub-grids of a grid or a task: a map of axes is one, a list of such maps is their union. */
export function parseSubGrids(value: Value | undefined, origin: Origin, report: Report): Axis[][] {
  if (!isList(value)) return [parseAxes(value, origin, report)];
  if (value.length === 0) report.error(origin, "the list of sub-grids is empty");
  return value.map((item, index) => parseAxes(item, below(origin, index), report));
}
