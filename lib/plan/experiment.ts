/** Computes the resolved configuration of an experiment and the values of its axes. */
import { leaves, removedKey, splitKey } from "../config/key_path.ts";
import { EMPTY, merge, mergeAt, strip } from "../config/merge.ts";
import { isList, isMap, plainText, toScalar, type Value, type ValueMap } from "../config/value.ts";
import { derive, parseExpression } from "../grid/expression.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import type { Experiment, Group, Plan } from "./plan.ts";

/** The resolved configuration of an experiment, including its seeds. */
export function configOf(plan: Plan, experiment: Experiment): ValueMap {
  const group = plan.groups[experiment.group]!;
  const config = configAt(group, experiment.at);
  if (experiment.seed === undefined) return config;
  const seed = toScalar(experiment.seed);
  return group.seedKeys.reduce((below, key) => mergeAt(below, splitKey(key), seed), config);
}

/**
 * The configuration of a combination, without seeds.
 *
 * @param at the index of the value of each axis
 */
export function configAt(group: Group, at: readonly number[]): ValueMap {
  const { config, axes } = group;
  const withAxes = axes.reduce(
    (below, { parts, values, files }, axis) => files ? below : mergeAt(below, parts, values[at[axis]!]!),
    config,
  );
  return complete(group, withAxes);
}

/**
 * Merges `--set` over a configuration that has the values of the axes, and computes what follows from them.
 *
 * @throws {DerivedError} if a value cannot be computed, which is found when the grid is expanded
 */
export function complete({ set, derived = [] }: Pick<Group, "set" | "derived">, config: ValueMap): ValueMap {
  const given = set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config);
  return derived.reduce(
    (below, { parts, expression }) => mergeAt(below, parts, derive(given, parts, parseExpression(expression))),
    given,
  );
}

/** The configuration of a test: its overwrite merged over the configuration of the experiment. */
export function testConfigOf(config: ValueMap, test: GridTest): ValueMap {
  return strip(merge(config, test.overwrite) as ValueMap);
}

/** A value of an axis by dotted key. Sections are split into their leaves, without removed keys. */
export function paramsAt(
  { key, values }: Pick<Group["axes"][number], "key" | "values">,
  at: number,
): [string, Value][] {
  const value = values[at]!;
  return isMap(value)
    ? leaves(value, key).filter(([leaf]) => !leaf.split(".").some((part) => removedKey(part)))
    : [[key, value]];
}

/** The values of an experiment's axes by dotted key. Sections are split into their leaves, without removed keys. */
export function paramsOf(plan: Plan, experiment: Experiment): [string, Value][] {
  const { axes } = plan.groups[experiment.group]!;
  return axes.flatMap((axis, index) => paramsAt(axis, experiment.at[index]!));
}

/** The configuration files of an experiment that an axis gives it, separated by commas; `undefined` without such an axis. */
export function filesOf(plan: Plan, experiment: Experiment): string | undefined {
  const { axes } = plan.groups[experiment.group]!;
  const axis = axes.findIndex(({ files }) => files);
  if (axis === -1) return undefined;
  const value = axes[axis]!.values[experiment.at[axis]!]!;
  return isList(value) ? value.map(plainText).join(",") : plainText(value);
}

/**
 * The arguments for the command of an experiment, by dotted key: the values of its axes, and every key set by `--set`, which
 * are in its configuration, too. Keys that are removed cannot be arguments.
 */
export function argumentsOf(plan: Plan, experiment: Experiment): [string, Value][] {
  const { axes, set } = plan.groups[experiment.group]!;
  const files = axes.find(({ files }) => files)?.key;
  const params = paramsOf(plan, experiment).filter(([key]) => key !== files);
  if (set.length === 0) return params;
  const known = new Set(params.map(([key]) => key));
  const given = set.reduce((below, { parts, value }) => mergeAt(below, parts, value), EMPTY);
  return [
    ...params,
    // A map that became empty by a removal is not an argument.
    ...leaves(given).filter(([key, value]) => !known.has(key) && !isMap(value)),
  ];
}
