/** Finds what some of many have in common. */

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
