/** Finds what some of many have in common. */

/** A value that all of some share. */
export interface CommonValue {
  readonly factor: number;
  readonly level: number;
  /** How many of the others have it, too. */
  readonly elsewhere: number;
}

/**
 * The levels that all members of a group share, and not everybody has; those that fewest others have come first.
 *
 * @param factors by factor, the level of each item
 * @param group indices of items
 */
export function commonValues(factors: readonly (readonly number[])[], group: readonly number[]): CommonValue[] {
  const [first] = group;
  if (first === undefined) return [];
  const members = new Set(group);
  return factors.flatMap((levels, factor): CommonValue[] => {
    const level = levels[first]!;
    if (!group.every((item) => levels[item] === level)) return [];
    const elsewhere = levels.filter((other, item) => other === level && !members.has(item)).length;
    return elsewhere + members.size === levels.length ? [] : [{ factor, level, elsewhere }];
  }).sort((a, b) => a.elsewhere - b.elsewhere || a.factor - b.factor);
}
