/** Enumerates the combinations of the values of a group's axes. */
import { mergeAt } from "../../config/merge.ts";
import type { ValueMap } from "../../config/value.ts";
import { configAt } from "../../plan/experiment.ts";
import type { Group } from "../../plan/plan.ts";

/** A combination of values; it becomes one experiment per repetition. */
export interface Combination {
  /** The index of its group. */
  readonly group: number;
  /** The index of the value of each axis. */
  readonly at: readonly number[];
  /** The hash of the configuration, without the keys in `not_in_id`. */
  readonly hash: string;
  readonly name: string;
}

/**
 * Visits the combinations of a group.
 *
 * @param combinations the indices of their values; by default all combinations, of which the last axis changes fastest
 */
export function forEachCombination(
  group: Group,
  combinations: readonly (readonly number[])[] | undefined,
  visit: (config: ValueMap, at: readonly number[]) => void,
): void {
  if (combinations === undefined) visitAll(group, visit);
  else for (const at of combinations) visit(configAt(group, at), at);
}

// Axes are merged one after the other and intermediate configurations are shared, so a combination costs about one merge.
function visitAll(group: Group, visit: (config: ValueMap, at: readonly number[]) => void): void {
  const at: number[] = [];
  const descend = (config: ValueMap, axis: number): void => {
    if (axis === group.axes.length) {
      visit(group.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config), [...at]);
      return;
    }
    const { parts, values, files } = group.axes[axis]!;
    for (let i = 0; i < values.length; i++) {
      at[axis] = i;
      descend(files ? config : mergeAt(config, parts, values[i]!), axis + 1);
    }
  };
  descend(group.config, 0);
}
