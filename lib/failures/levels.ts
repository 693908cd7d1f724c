/** The levels of a factor: its different values. */

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
