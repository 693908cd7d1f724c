/** Codes the levels of factors as the columns of a linear model. */

/** A factor of a study. */
export interface Factor {
  /** The index of its level, by configuration. */
  readonly levels: readonly number[];
  /** By level: its number; `undefined` if it is a text, or no value. Absent if no level is a number. */
  readonly numbers?: readonly (number | undefined)[] | undefined;
}

/** The columns of a factor, sparse. */
export interface Coding {
  /** Number of columns. */
  readonly size: number;
  /** By configuration: the columns that are not 0, and their values. */
  readonly entries: readonly (readonly (readonly [column: number, value: number])[])[];
}

/**
 * Codes a factor. Each level has an indicator, but more than `most` numbers are coded as a broken line over their ranks: its nodes
 * are at equally spaced quantiles, so that the scale of the numbers, linear or logarithmic, makes no difference. The first column
 * is left out, as the columns add up to 1.
 *
 * Bins at the same quantiles would take as many columns, and lose what changes within them.
 */
export function codingOf({ levels, numbers = [] }: Factor, most: number, nodes: number): Coding {
  const isNumber = (level: number) => numbers[level] !== undefined;
  const positions = new Map<number, number>();
  const distinct = [...new Set(levels)];
  const ascending = distinct.filter(isNumber).sort((a, b) => numbers[a]! - numbers[b]!);
  const isLine = ascending.length > most;
  if (isLine) {
    const counts = new Map<number, number>();
    for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
    const all = ascending.reduce((sum, level) => sum + counts.get(level)!, 0);
    let before = 0;
    for (const level of ascending) {
      const count = counts.get(level)!;
      positions.set(level, (nodes - 1) * (before + count / 2) / all);
      before += count;
    }
  }
  const columns = new Map<number, number>();
  for (const level of distinct) if (!positions.has(level)) columns.set(level, (isLine ? nodes : 0) + columns.size);
  const coded = new Map(distinct.map((level) => {
    const position = positions.get(level);
    const entries: (readonly [column: number, value: number])[] = [];
    const add = (column: number, value: number) => {
      if (column > 0 && value > 0) entries.push([column - 1, value]);
    };
    if (position === undefined) add(columns.get(level)!, 1);
    else {
      const node = Math.floor(position);
      add(node, 1 - (position - node));
      add(node + 1, position - node);
    }
    return [level, entries];
  }));
  return { size: (isLine ? nodes : 0) + columns.size - 1, entries: levels.map((level) => coded.get(level)!) };
}
