/** Divides the variance of a result between parameters, pairs of parameters, and seeds. */

/** Values, and the levels of the factors for each. */
export interface Factorial {
  readonly values: readonly number[];
  /** By factor, the index of the level of each value. */
  readonly factors: readonly (readonly number[])[];
  /** The index of the configuration of each value. Values of one configuration have the same levels. */
  readonly cells: readonly number[];
}

/** A part of the variance, 0 … 1. */
export interface VarianceShare {
  /** Of a factor alone, of a pair beyond its two factors, within configurations (seeds), or what is left. */
  readonly kind: "main" | "pair" | "seeds" | "rest";
  readonly factors: readonly number[];
  readonly share: number;
}

/** Shares, largest first, and whether they are exact. */
export interface VarianceShares {
  readonly shares: readonly VarianceShare[];
  /** Whether the design is not complete and balanced: shares then overlap, and need not add up to 1. */
  readonly approximate: boolean;
}

/**
 * The shares of the sum of squares: between the levels of each factor (main effects), between the cells of each pair of factors
 * beyond their main effects (interactions), within configurations (seeds), and the rest, which interactions of three and more
 * factors leave. In a complete, balanced design these are the terms of an analysis of variance and add up to 1.
 *
 * @returns no shares if all values are equal
 */
export function varianceShares({ values, factors, cells }: Factorial): VarianceShares {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const deviations = values.map((value) => value - mean);
  const total = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  const within = total - between(deviations, cells).squares;
  const main = factors.map((levels) => between(deviations, levels));
  const approximate = !isBalanced(factors, cells, main.map(({ groups }) => groups));
  if (!(total > 0)) return { shares: [], approximate };
  const parts: VarianceShare[] = main.map(({ squares }, factor) => ({
    kind: "main",
    factors: [factor],
    share: squares / total,
  }));
  for (let a = 0; a < factors.length; a++) {
    for (let b = a + 1; b < factors.length; b++) {
      const both = between(deviations, crossed(factors[a]!, factors[b]!));
      const share = (both.squares - main[a]!.squares - main[b]!.squares) / total;
      parts.push({ kind: "pair", factors: [a, b], share });
    }
  }
  // Repetitions are needed to tell seeds from anything else.
  if (new Set(cells).size < n) parts.push({ kind: "seeds", factors: [], share: within / total });
  const sum = parts.reduce((sum, { share }) => sum + Math.max(0, share), 0);
  parts.push({ kind: "rest", factors: [], share: 1 - sum });
  return {
    // Rounding may leave a little less than nothing.
    shares: parts.filter(({ share }) => share > 1e-9).map((part) => ({ ...part, share: Math.min(1, part.share) }))
      .sort((a, b) => b.share - a.share),
    approximate,
  };
}

function between(deviations: readonly number[], groups: readonly number[]): { squares: number; groups: number } {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const [at, group] of groups.entries()) {
    const known = sums.get(group);
    if (known === undefined) sums.set(group, { sum: deviations[at]!, n: 1 });
    else {
      known.sum += deviations[at]!;
      known.n++;
    }
  }
  let squares = 0;
  for (const { sum, n } of sums.values()) squares += sum ** 2 / n;
  return { squares, groups: sums.size };
}

function crossed(a: readonly number[], b: readonly number[]): number[] {
  const size = b.reduce((most, level) => Math.max(most, level + 1), 1);
  return a.map((level, at) => level * size + b[at]!);
}

// Whether there is a cell for each combination of levels, and all cells have the same number of values.
function isBalanced(
  factors: readonly (readonly number[])[],
  cells: readonly number[],
  levels: readonly number[],
): boolean {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  if (new Set(counts.values()).size > 1) return false;
  const combinations = new Set(cells.map((_, at) => factors.map((factor) => factor[at]).join(" ")));
  const all = levels.reduce((product, count) => product * count, 1);
  return combinations.size === all && counts.size === all;
}
