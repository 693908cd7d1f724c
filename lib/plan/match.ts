/** Finds experiments by what users call them: a value of their configuration, or a name in tables, messages and directories. */
import { globToRegExp } from "@std/path";
import { equalValues } from "../config/canonical.ts";
import { getAt, leaves, removedKey } from "../config/key_path.ts";
import { describe, isList, isMap, type Value } from "../config/value.ts";
import { parseYaml } from "../config/yaml.ts";
import { suggestion } from "../messages/suggestion.ts";
import { configOf } from "./experiment.ts";
import { labelsOf, safeName, shortNames } from "./names.ts";
import type { Experiment, Group, Plan } from "./plan.ts";

/** A key of the configuration, as the user wrote it, and the full keys that it means. */
export interface NamedKey {
  readonly written: string;
  /** The full key by group. */
  readonly byGroup: ReadonlyMap<number, string>;
}

/**
 * The experiments whose configuration has a value at a key. The value is YAML, or the label that is part of names. A list that
 * no experiment has as its value means any of its items.
 *
 * @param experiments the experiments to search
 * @throws {RangeError} if no experiment has the value, or one of the values of a list
 */
export function matchValue(
  plan: Plan,
  experiments: readonly Experiment[],
  key: NamedKey,
  text: string,
): readonly Experiment[] {
  const found = valuesOf(plan, experiments, key);
  const none = `${matchesNone(experiments.length)}: ${describeValues(key, found)}`;
  const wanted = parseValue(text);
  const whole = withValue(found, wanted, text);
  if (whole.length > 0) return whole;
  if (!isList(wanted)) throw new RangeError(`${key.written}=${text} ${none}${listHint(key, text)}`);
  const parts = wanted.map((item) => ({ item, matching: withValue(found, item, describe(item)) }));
  const missing = parts.filter(({ matching }) => matching.length === 0).map(({ item }) => describe(item));
  if (missing.length === parts.length) throw new RangeError(`${key.written}=${text} ${none}`);
  if (missing.length > 0) throw new RangeError(`${key.written}=${missing.join(" and ")} ${none}`);
  return parts.flatMap(({ matching }) => matching);
}

// Hydra's users separate values by commas.
function listHint({ written }: NamedKey, text: string): string {
  const parts = text.split(",").map((part) => part.trim());
  return parts.length > 1 && !/[[{"']/.test(text) ? `; did you mean '${written}=[${parts.join(", ")}]'?` : "";
}

/** An experiment with its value at a key. */
interface Found {
  readonly experiment: Experiment;
  readonly value: Value;
  /** The value as it appears in names, if the key is an axis. */
  readonly label: string | undefined;
}

function valuesOf(plan: Plan, experiments: readonly Experiment[], { byGroup }: NamedKey): Found[] {
  return experiments.flatMap((experiment): Found[] => {
    const full = byGroup.get(experiment.group);
    if (full === undefined) return [];
    const axis = axisOf(plan, experiment, full);
    // The key of an axis may not be part of the configuration.
    const value = getAt(configOf(plan, experiment), full.split(".")) ?? axis?.value;
    return value === undefined ? [] : [{ experiment, value, label: axis?.label }];
  });
}

function withValue(found: readonly Found[], wanted: Value, text: string): Experiment[] {
  const equal = found.filter(({ value }) => equalValues(value, wanted));
  const shown = safeName(text);
  const matching = equal.length > 0 ? equal : found.filter(({ label }) => label === shown);
  return matching.map(({ experiment }) => experiment);
}

// The value of an experiment on an axis, and its label in names.
function axisOf(plan: Plan, { group, at }: Experiment, key: string): { value: Value; label: string } | undefined {
  const { axes } = plan.groups[group]!;
  const index = axes.findIndex((axis) => axis.key === key);
  if (index === -1) return undefined;
  const axis = axes[index]!;
  return { value: axis.values[at[index]!]!, label: labelsOfAxis(axis)[at[index]!]! };
}

type Axis = Group["axes"][number];

const labels = new WeakMap<Axis, readonly string[]>();

function labelsOfAxis(axis: Axis): readonly string[] {
  const known = labels.get(axis) ?? labelsOf(axis.values);
  labels.set(axis, known);
  return known;
}

const MAX_SHOWN = 8;

// `lr is 0.1 or 0.01`
function describeValues({ written }: NamedKey, found: readonly Found[]): string {
  const values = [...new Set(found.map(({ value }) => quoted(value)))];
  const shown = values.slice(0, MAX_SHOWN);
  return `${written} is ${values.length > MAX_SHOWN ? `${shown.join(", ")}, …` : shown.join(" or ")}`;
}

// A string that YAML would read as something else is quoted: "7".
function quoted(value: Value): string {
  return typeof value === "string" && typeof parseValue(value) !== "string" ? JSON.stringify(value) : describe(value);
}

function parseValue(text: string): Value {
  try {
    return parseYaml(text, "--only").value;
  } catch {
    return text;
  }
}

/**
 * Finds a key of the configuration, which may be shortened as in names: `lr` for `training.lr`. In each group, the key as
 * written has precedence, then an axis that ends with it. A shortened key that is not an axis is found only if no group has
 * either.
 *
 * @param experiments the experiments that may have it
 * @returns `undefined` if no experiment has it
 * @throws {RangeError} if a shortened key is ambiguous
 */
export function findKey(plan: Plan, experiments: readonly Experiment[], key: string): NamedKey | undefined {
  const byGroup = new Map<number, string>();
  const parts = key.split(".");
  for (const experiment of experiments) {
    if (byGroup.has(experiment.group)) continue;
    if (getAt(configOf(plan, experiment), parts) !== undefined) byGroup.set(experiment.group, key);
  }
  const groups = new Set(experiments.map(({ group }) => group));
  for (const keysOf of [axisKeysOf, leafKeysOf]) {
    if (keysOf === leafKeysOf && byGroup.size > 0) break;
    for (const group of groups) {
      if (byGroup.has(group)) continue;
      const matching = keysOf(plan.groups[group]!).filter((full) => `.${full}`.endsWith(`.${key}`));
      if (matching.length > 1) throw new RangeError(`${key} is short for ${matching.join(" and ")}: write one of them`);
      if (matching.length === 1) byGroup.set(group, matching[0]!);
    }
  }
  return byGroup.size === 0 ? undefined : { written: key, byGroup };
}

function axisKeysOf({ axes }: Group): string[] {
  return axes.map(({ key }) => key);
}

// The keys of all leaves, and of the sections that are values of an axis.
function leafKeysOf({ axes, config, set }: Group): string[] {
  const ofAxes = axes.flatMap(({ key, values }) => values.filter(isMap).flatMap((value) => leaves(value, key)));
  const ofSet = set.flatMap(({ parts, value }) => leaves(value, parts.join(".")));
  const keys = [...leaves(config), ...ofAxes, ...ofSet].map(([key]) => key);
  return [...new Set(keys)].filter((key) => !key.split(".").some((part) => removedKey(part) !== undefined));
}

/**
 * What to write instead of a key that no experiment has.
 *
 * @returns `near`: the most similar key, as a suggestion, or an empty string; `known`: some keys that can be used
 */
export function suggestKeys(
  plan: Plan,
  experiments: readonly Experiment[],
  key: string,
): { readonly near: string; readonly known: readonly string[] } {
  const groups = [...new Set(experiments.map(({ group }) => plan.groups[group]!))];
  const axes = [...new Set(groups.flatMap(axisKeysOf))];
  const others = [...new Set(groups.flatMap(leafKeysOf))].filter((leaf) => !axes.includes(leaf));
  const special = ["state", "repetition"];
  const short = others.map((leaf) => leaf.split(".").at(-1)!);
  return {
    near: suggestion(key, [...shortNames(axes).values(), ...axes, ...others, ...short, ...special]),
    known: [...[...axes, ...others].slice(0, MAX_SHOWN), ...special],
  };
}

/**
 * The experiments that a text names: by name, which may be a glob; by the first digits of the id; as tables print them (`NAME
 * r0`, `NAME r0 ID`); or by directory, also with a path in front of it. Models from elsewhere have their own directories. `all`
 * names all experiments, unless one has this name.
 *
 * @param experiments the experiments to search
 * @param dirOf returns the name of the directory of an experiment
 */
export function matchNames(
  text: string,
  experiments: readonly Experiment[],
  dirOf: (experiment: Experiment) => string,
): Experiment[] {
  const isName = matcherOf(text);
  const isId = /^[0-9a-f]{4,32}$/.test(text);
  const named = experiments.filter(({ name, hash }) => isName(name) || (isId && hash.startsWith(text)));
  if (named.length > 0) return named;
  if (text === "all") return [...experiments];
  const path = text.replace(/\/+$/, "").replace(/^(?:\.\/)+/, "");
  const isDir = matcherOf(path.split("/").at(-1)!);
  return experiments.filter((experiment) => {
    const label = `${experiment.name} r${experiment.repetition}`;
    return isName(label) || isName(`${label} ${experiment.id}`) || isDir(dirOf(experiment)) ||
      isAbove(path, experiment.model);
  });
}

// Whether a path, or the end of one, is a directory that contains the model.
function isAbove(path: string, model: string | undefined): boolean {
  return path !== "" && model?.includes(path.startsWith("/") ? `${path}/` : `/${path}/`) === true;
}

function matcherOf(text: string): (name: string) => boolean {
  if (!/[*?[\]{}()|!+@\\]/.test(text)) return (name) => name === text;
  const glob = globToRegExp(text, { extended: true });
  return (name) => name === text || glob.test(name);
}

/**
 * Describes that a selector matches nothing: `matches none of the 4 experiments`.
 *
 * @param count the number of experiments
 */
export function matchesNone(count: number): string {
  return count === 1 ? "does not match the only experiment" : `matches none of the ${count} experiments`;
}
