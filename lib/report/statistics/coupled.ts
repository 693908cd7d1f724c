/** Finds factors that always change together, which no comparison can tell apart. */

/**
 * Groups factors whose levels correspond one to one.
 *
 * @param factors by factor, the index of its level for each configuration
 * @returns the indices of the factors of each group, in the order of their first; factors with a single level are left out
 */
export function coupledFactors(factors: readonly (readonly number[])[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [factor, levels] of factors.entries()) {
    const order = new Map<number, number>();
    const pattern = levels.map((level) => {
      if (!order.has(level)) order.set(level, order.size);
      return order.get(level);
    });
    if (order.size < 2) continue;
    const key = pattern.join(" ");
    groups.set(key, [...groups.get(key) ?? [], factor]);
  }
  return [...groups.values()];
}
