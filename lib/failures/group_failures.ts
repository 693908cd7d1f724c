/** Groups failed runs by their causes, and finds what the experiments of a group have in common. */
import type { Stage } from "../run/stage.ts";
import { type CommonValue, commonValues } from "./common_values.ts";
import { type Levels, levelsOf } from "./levels.ts";

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
