/** Parses axes: keys of the configuration with the values that experiments combine. */
import { leaves, removedKey, splitKey } from "../../config/key_path.ts";
import {
  describe,
  isList,
  isMap,
  isScalar,
  type Key,
  keyText,
  kindOf,
  toScalar,
  type Value,
} from "../../config/value.ts";
import { below, type Origin, type ProblemReport } from "../../messages/report.ts";
import type { Distribution } from "../../search/distribution.ts";
import { examplesOf, generate, isDistribution, parseDistribution } from "./generators.ts";
import { axisFlag, sweepValues } from "./sweep_text.ts";

/** A key of the configuration and its values. */
export interface Axis {
  /** The dotted key; `~key` removes the axis `key`. */
  readonly key: string;
  readonly parts: readonly string[];
  /** At least one, except for removals. A value that is a map sets several keys together. */
  readonly values: readonly Value[];
  /** Only of a drawn axis. {@link values} has examples, which set the same keys as any value that is drawn. */
  readonly distribution?: Distribution;
  readonly origin: Origin;
  /** Only of an axis `default_configs` of one value: the label of its files. The value is not part of the configuration. */
  readonly files?: string;
}

/** The axes of a sub-grid that have distributions. */
export function drawnAxes(axes: readonly Axis[]): Axis[] {
  return axes.filter(({ distribution }) => distribution !== undefined);
}

/** Parses a map of axes. Invalid axes are reported. */
function parseAxes(value: Value | undefined, origin: Origin, report: ProblemReport): Axis[] {
  if (value === undefined || (isScalar(value) && value.value === null)) return [];
  if (!isMap(value)) {
    report.error(origin, `axes: expected a map of keys to lists of values, got ${kindOf(value)}`);
    return [];
  }
  const axes: Axis[] = [];
  for (const [key, values] of value) {
    const axis = parseAxis(keyText(key), values, below(origin, keyText(key)), report);
    if (axis !== undefined) axes.push(axis);
  }
  return axes;
}

/** Parses an axis. An invalid one is reported; the result is `undefined` if its key is. */
export function parseAxis(key: string, value: Value, origin: Origin, report: ProblemReport): Axis | undefined {
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
    const example = section === "" ? "" : `, as in ${section}: [{${parts[removal]}: }]`;
    report.error(origin, `axis "${key}" cannot remove a key: put the removal into a value that is a map${example}`);
    return undefined;
  }
  const read = readValues(key, value, origin);
  const values = typeof read === "string" || read.values.length > 0 ? read : "expected at least one value, got []";
  if (typeof values === "string") {
    // A flag names its axis.
    report.error(origin, "flag" in origin ? values : `axis "${key}": ${values}`);
    // The axis keeps its key, because otherwise a command that uses the key would be reported, too.
    return { key, parts, values: [toScalar(null)], origin };
  }
  return { key, parts, ...values, origin };
}

/** The values of an axis, or what is wrong. */
function readValues(key: string, value: Value, origin: Origin): Pick<Axis, "values" | "distribution"> | string {
  if (isList(value)) return { values: value };
  if (!isMap(value) || value.size !== 1) {
    return `expected a list, got ${describe(value).slice(0, 80)}${listHint(key, value, origin)}`;
  }
  const [[name, argument]] = [...value] as [[Key, Value]];
  const word = keyText(name);
  if (!isDistribution(word)) {
    const values = generate(word, argument);
    return typeof values === "string" ? values : { values };
  }
  const distribution = parseDistribution(word, argument);
  return typeof distribution === "string" ? distribution : { values: examplesOf(distribution), distribution };
}

// For a single value, and for lists without brackets, which Hydra's users write.
function listHint(key: string, value: Value, origin: Origin): string {
  if (isList(value) || isMap(value)) return "";
  const isNull = isScalar(value) && value.value === null;
  if (isNull) return "flag" in origin ? `; --axis '~${key}=' removes the axis` : "";
  const values = (typeof value === "string" ? sweepValues(value) : undefined) ?? [describe(value)];
  return `, did you mean ${"flag" in origin ? axisFlag(key, values) : `[${values.join(", ")}]`}?`;
}

/** The dotted keys of all leaves that the values of an axis set or remove. */
export function leavesOf(axis: Axis): Set<string> {
  const keys = new Set<string>();
  for (const value of axis.values) {
    if (!isMap(value)) keys.add(axis.key);
    else for (const [key] of leaves(value, axis.key)) keys.add(key.replaceAll(/(^|\.)~/g, "$1"));
  }
  return keys;
}

/** Parses the sub-grids of a grid or a task: a map of axes is one sub-grid, a list of such maps is a union of sub-grids. */
export function parseSubGrids(value: Value | undefined, origin: Origin, report: ProblemReport): Axis[][] {
  if (!isList(value)) return [parseAxes(value, origin, report)];
  if (value.length === 0) report.error(origin, "expected at least one sub-grid, got an empty list");
  return value.map((item, index) => parseAxes(item, below(origin, index), report));
}

/** Excludes the combinations that fulfil all conditions. */
export interface Exclusion {
  readonly conditions: readonly { readonly parts: readonly string[]; readonly wanted: Value }[];
  readonly origin: Origin;
}

/** Parses a list of exclusions. Invalid ones are reported and left out. */
export function parseExclusions(value: Value | undefined, origin: Origin, report: ProblemReport): Exclusion[] {
  if (value === undefined || (isScalar(value) && value.value === null)) return [];
  if (!isList(value)) {
    report.error(origin, `exclusions: expected a list of maps, got ${kindOf(value)}`);
    return [];
  }
  return value.flatMap((entry, index) => {
    const here = below(origin, index);
    if (!isMap(entry) || entry.size === 0) {
      const actual = isMap(entry) ? "an empty map" : kindOf(entry);
      report.error(here, `exclusion: expected a map of keys to values, got ${actual}`);
      return [];
    }
    const conditions = [];
    for (const [key, item] of entry) {
      try {
        conditions.push({ parts: splitKey(keyText(key)), wanted: item });
      } catch (error) {
        report.error(below(here, keyText(key)), (error as Error).message);
      }
    }
    return [{ conditions, origin: here }];
  });
}
