/** Fits a value as a sum of effects of factors, by least squares. */

/** How much of the variance factors explain together, and each beyond all others. */
export interface AdditiveFit {
  /** The sum of squares around the mean. */
  readonly total: number;
  /** By factor: its sum of squares beyond all others (type II), and its degrees of freedom. */
  readonly effects: readonly { readonly squares: number; readonly df: number }[];
  /** What is left, and its degrees of freedom. */
  readonly residual: { readonly squares: number; readonly df: number };
}

/**
 * Fits an additive model.
 *
 * @param factors by factor, the index of the level of each value
 */
export function fitAdditive(values: readonly number[], factors: readonly (readonly number[])[]): AdditiveFit {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const total = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  // A column for each level but the first, centred by the intercept in column 0.
  const starts: number[] = [];
  let columns = 1;
  const codes = factors.map((levels) => {
    starts.push(columns);
    const order = new Map<number, number>();
    for (const level of levels) if (!order.has(level)) order.set(level, order.size);
    const start = columns - 1;
    columns += order.size - 1;
    return levels.map((level) => order.get(level) === 0 ? -1 : start + order.get(level)!);
  });
  const normal = Array.from({ length: columns }, () => new Float64Array(columns + 1));
  for (let at = 0; at < n; at++) {
    const used = [0, ...codes.flatMap((code) => code[at]! < 0 ? [] : [code[at]!])];
    for (const row of used) {
      for (const column of used) normal[row]![column]!++;
      normal[row]![columns]! += values[at]! - mean;
    }
  }
  const isOf = (factor: number, column: number) =>
    column >= starts[factor]! && column < (starts[factor + 1] ?? columns);
  const all = Array.from({ length: columns }, (_, column) => column);
  const full = explain(normal, all);
  const effects = factors.map((_, factor) => {
    const others = explain(normal, all.filter((column) => !isOf(factor, column)));
    return { squares: Math.max(0, full.squares - others.squares), df: full.rank - others.rank };
  });
  return { total, effects, residual: { squares: Math.max(0, total - full.squares), df: n - full.rank } };
}

// Columns that depend on those before them add nothing: pivots this small are 0.
const TOLERANCE = 1e-9;

// The sum of squares that columns explain, by elimination in the normal equations, and their rank.
function explain(
  normal: readonly Float64Array[],
  columns: readonly number[],
): { readonly squares: number; readonly rank: number } {
  const last = normal.length;
  const rows = columns.map((row) => Float64Array.from([...columns, last], (column) => normal[row]![column]!));
  const scales = rows.map((row, at) => row[at]!);
  let [squares, rank] = [0, 0];
  for (const [at, row] of rows.entries()) {
    const pivot = row[at]!;
    if (pivot <= TOLERANCE * scales[at]!) continue;
    rank++;
    squares += row[columns.length]! ** 2 / pivot;
    for (let below = at + 1; below < rows.length; below++) {
      const factor = rows[below]![at]! / pivot;
      if (factor === 0) continue;
      for (let column = at; column <= columns.length; column++) rows[below]![column]! -= factor * row[column]!;
    }
  }
  return { squares, rank };
}
