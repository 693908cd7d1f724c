/** Axes: the values that a key takes, and the generators that write many of them in a line. */
import { describe, kindOf } from "../config/describe.ts";
import { leaves, removedKey, splitKey } from "../config/key_path.ts";
import { toScalar } from "../config/scalar.ts";
import { isList, isMap, isScalar, keyText, type Value } from "../config/value.ts";
import { below, type Origin, type Report } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";

/** A key and the values it takes. */
export interface Axis {
  /** Dotted. */
  readonly key: string;
  readonly parts: readonly string[];
  /** At least one. A value that is a map moves several keys together. */
  readonly values: readonly Value[];
  readonly origin: Origin;
}

/** The most experiments that a grid may have. */
export const MAX_EXPERIMENTS = 1_000_000;

const GENERATORS = ["range", "linspace", "geomspace"];

/** Tells of a map of axes, `undefined` values and all, whatever is wrong; returns those that can be used. */
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

function generate(name: string, argument: Value): Value[] | string {
  if (!GENERATORS.includes(name)) {
    return `it must be a list, or one of {range: …}, {linspace: …}, {geomspace: …}${suggestion(name, GENERATORS)}`;
  }
  const numbers = isList(argument) ? argument.map((item) => isScalar(item) ? item.value : undefined) : [];
  const wanted = name === "range" ? "[first, last, step]" : "[first, last, number of values]";
  const [first, last, third] = numbers;
  if (
    typeof first !== "number" || typeof last !== "number" || typeof third !== "number" || numbers.length !== 3 ||
    !numbers.every((n) => Number.isFinite(n))
  ) return `${name} needs three numbers, ${wanted}`;
  if (name === "range") return range(first, last, third, isList(argument) && argument.every(isWritten));
  if (!Number.isInteger(third) || third < 1) {
    return `${name} needs a whole number of values, at least 1, as its third number`;
  }
  if (third > MAX_EXPERIMENTS) return `${name} would make ${third} values: at most ${MAX_EXPERIMENTS} are possible`;
  if (third === 1 && first !== last) return `${name} cannot reach both ends with one value`;
  if (name === "geomspace" && !(first * last > 0)) {
    return "geomspace needs two numbers of the same sign, none of them 0";
  }
  const value = (i: number) => {
    if (i === 0 || third === 1) return first;
    if (i === third - 1) return last;
    const at = i / (third - 1);
    // Products of powers, as a difference or a quotient could overflow.
    if (name === "linspace") {
      return Number.isFinite(last - first) ? first + at * (last - first) : first * (1 - at) + last * at;
    }
    return Math.sign(first) * Math.abs(first) ** (1 - at) * Math.abs(last) ** at;
  };
  return Array.from({ length: third }, (_, i) => toScalar(round(value(i)), "float"));
}

// Whether a number is written as an integer: 1 is, 1.0 is not.
function isWritten(value: Value): boolean {
  return isScalar(value) && !/[.eE]/.test(value.text);
}

function range(first: number, last: number, step: number, integers: boolean): Value[] | string {
  if (step === 0) return "range needs a step that is not 0";
  const steps = Math.floor((last - first) / step + 1e-9);
  if (steps < 0) return "range never gets from its first to its last number with that step";
  if (steps >= MAX_EXPERIMENTS) return `range would make ${steps + 1} values: at most ${MAX_EXPERIMENTS} are possible`;
  return Array.from(
    { length: steps + 1 },
    (_, i) => integers ? toScalar(first + i * step) : toScalar(round(first + i * step), "float"),
  );
}

// 12 significant digits: 0.1 + 2 × 0.1 is 0.3, not 0.30000000000000004.
function round(value: number): number {
  return Number(value.toPrecision(12));
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

/**
 * The shortest tails of dotted keys that tell them apart: `training.optimizer.lr` and `model.width` become `lr` and `width`.
 *
 * @returns a tail for each key
 */
export function shortNames(keys: readonly string[]): Map<string, string> {
  const tails = new Map<string, string>();
  for (const key of keys) {
    const parts = key.split(".");
    const others = keys.filter((other) => other !== key).map((other) => `.${other}`);
    for (let n = 1; n <= parts.length; n++) {
      const tail = parts.slice(-n).join(".");
      tails.set(key, tail);
      if (!others.some((other) => other.endsWith(`.${tail}`))) break;
    }
  }
  return tails;
}

/** The characters that stand in names of files and need no quotes anywhere. */
export function safeName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._=,+@-]/g, "_");
}

/** A short label for each value of an axis, all different, in safe characters. */
export function labelsOf(values: readonly Value[]): string[] {
  const bare = values.map((value) => safeName(shortLabel(value)).slice(0, 32) || "empty");
  const taken = new Set(bare);
  const counts = new Map<string, number>();
  return bare.map((label) => {
    let count = (counts.get(label) ?? 0) + 1;
    if (count > 1) { while (taken.has(`${label}_${count}`)) count++; }
    counts.set(label, count);
    if (count === 1) return label;
    taken.add(`${label}_${count}`);
    return `${label}_${count}`;
  });
}

function shortLabel(value: Value): string {
  if (isList(value)) return value.map(shortLabel).join(",");
  if (isMap(value)) {
    const name = value.get("name");
    if (typeof name === "string") return name;
    return leaves(value).map(([key, leaf]) =>
      `${key.split(".").at(-1)}${removedKey(key) === undefined ? "=" + shortLabel(leaf) : ""}`
    )
      .join(",");
  }
  return describe(value).replace(/^-?\d+\.0e/, (text) => text.replace(".0", ""));
}
