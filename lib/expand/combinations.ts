/** All combinations of the values of a group's axes. */
import { mergeAt } from "../config/merge.ts";
import type { ValueMap } from "../config/value.ts";
import type { Group } from "../plan/plan.ts";

/** A combination that becomes an experiment, once for each repetition. */
export interface Combination {
  /** The index of its group. */
  readonly group: number;
  /** Which value of each axis. */
  readonly at: readonly number[];
  /** Of the configuration, without what does not count for the identity. */
  readonly hash: string;
  readonly name: string;
}

/**
 * Visits every combination of a group, the last axis fastest.
 *
 * Configurations are built from left to right, and each prefix once, so that a combination costs about one merge.
 */
export function forEachCombination(
  group: Group,
  visit: (config: ValueMap, at: readonly number[]) => void,
): void {
  const at: number[] = [];
  const descend = (config: ValueMap, axis: number): void => {
    if (axis === group.axes.length) {
      visit(group.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config), [...at]);
      return;
    }
    const { parts, values } = group.axes[axis]!;
    for (let i = 0; i < values.length; i++) {
      at[axis] = i;
      descend(mergeAt(config, parts, values[i]!), axis + 1);
    }
  };
  descend(group.config, 0);
}
