/** Groups failed runs by their causes, and finds what the experiments of a group have in common. */
import type { Stage } from "../run/stage.ts";

/** A failed run. */
export interface Failed {
  readonly stage: Stage;
  /** {@link failureCause} */
  readonly cause: string;
  /** The index of its experiment. */
  readonly experiment: number;
}

/** Failed runs of a stage with the same cause, in their order. */
export interface FailureGroup<T extends Failed> {
  readonly runs: readonly [T, ...T[]];
  /** The values that only some of the other experiments have. `factor` is the index of a parameter. */
  readonly common: readonly SharedValue[];
}

/** A value that all experiments of a group have. */
export interface SharedValue extends Pick<CommonValue, "factor" | "elsewhere"> {
  readonly value: string | null;
}

/** The experiments to compare with: all whose runs have ended, for instance. */
export interface Compared {
  /** By parameter, the value of each experiment. */
  readonly params: readonly (readonly (string | null)[])[];
  /** By stage, the indices of the experiments. */
  readonly others: Readonly<Record<Stage, readonly number[]>>;
}

// The groups whose common values are worth finding: after that many different causes, the rest says nothing new.
const MAX_COMPARED = 50;

/** The groups, the largest first. A single run has nothing in common. */
export function groupFailures<T extends Failed>(failed: readonly T[], { params, others }: Compared): FailureGroup<T>[] {
  const groups = [...Map.groupBy(failed, ({ stage, cause }) => `${stage} ${cause}`).values()] as [T, ...T[]][];
  groups.sort((a, b) => b.length - a.length);
  const levels = groups.some(({ length }) => length > 1) ? params.map(levelsOf) : [];
  return groups.map((runs, rank): FailureGroup<T> => ({
    runs,
    common: runs.length === 1 || rank >= MAX_COMPARED ? [] : sharedValues(runs, levels, others[runs[0].stage]),
  }));
}

function sharedValues(runs: readonly Failed[], levels: readonly Levels[], others: readonly number[]): SharedValue[] {
  const group = [...new Set(runs.map(({ experiment }) => experiment))];
  return commonValues(levels.map(({ at }) => at), group, others).map(({ factor, level, elsewhere }) => ({
    factor,
    value: levels[factor]!.values[level]!,
    elsewhere,
  }));
}

// Finds what some of many have in common.

/** A value that all of some share. */
export interface CommonValue {
  readonly factor: number;
  readonly level: number;
  /** How many of the others have it, too. */
  readonly elsewhere: number;
}

/**
 * The levels that all members of a group share, and not all of the others have; those that fewest others have come first. Without
 * others nothing tells the group apart.
 *
 * @param factors by factor, the level of each item
 * @param group indices of items
 * @param others indices of the items to compare with; those of the group do not count
 */
export function commonValues(
  factors: readonly (readonly number[])[],
  group: readonly number[],
  others: readonly number[],
): CommonValue[] {
  const [first] = group;
  if (first === undefined) return [];
  const members = new Set(group);
  const compared = others.filter((item) => !members.has(item));
  return factors.flatMap((levels, factor): CommonValue[] => {
    const level = levels[first]!;
    if (!group.every((item) => levels[item] === level)) return [];
    const elsewhere = compared.filter((item) => levels[item] === level).length;
    return elsewhere === compared.length ? [] : [{ factor, level, elsewhere }];
  }).sort((a, b) => a.elsewhere - b.elsewhere || a.factor - b.factor);
}

// The levels of a factor: its different values.

/** The different values, and which of them each item has. */
export interface Levels {
  /** In the order in which they appear. */
  readonly values: readonly (string | null)[];
  /** By item, the index of its value. */
  readonly at: readonly number[];
}

/** @param values by item */
export function levelsOf(values: readonly (string | null)[]): Levels {
  const known = new Map<string | null, number>();
  const at = values.map((value) => {
    if (!known.has(value)) known.set(value, known.size);
    return known.get(value)!;
  });
  return { values: [...known.keys()], at };
}
