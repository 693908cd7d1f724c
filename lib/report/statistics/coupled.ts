/** Finds factors that always change together, which no comparison can tell apart. */

// From here on, a level of its own for each configuration is the sign of a random search.
const SEARCH = 10;

/**
 * Groups factors whose levels correspond one to one. Factors of a random search, with a level of its own for each configuration,
 * do so by accident, and stay apart.
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
    const isSearched = order.size === levels.length && levels.length >= SEARCH;
    const key = isSearched ? `factor ${factor}` : pattern.join(" ");
    groups.set(key, [...groups.get(key) ?? [], factor]);
  }
  return [...groups.values()];
}
