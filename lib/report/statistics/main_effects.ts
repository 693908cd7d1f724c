/** A linear model of main effects: how much each factor explains in addition to all others. */

export interface MainEffect {
  /** The increase of the residual sum of squares without the factor (type II), and its degrees of freedom. */
  readonly squares: number;
  readonly freedom: number;
  /**
   * The variance of the factor's columns, divided by the part of it that the other factors do not determine: 1 if they are
   * orthogonal. The variance caused by the factor is larger by this ratio than the variance that it explains in addition to the
   * others.
   */
  readonly inflation: number;
}

/** The sums of squares of a model. */
export interface MainEffects {
  /** By factor. */
  readonly effects: readonly MainEffect[];
  /** The part that the model does not explain. */
  readonly residual: { readonly squares: number; readonly freedom: number };
}

/** Values with weights, and the coded levels of the factors for each. */
export interface WeightedValues {
  readonly values: readonly number[];
  readonly weights: readonly number[];
  readonly factors: readonly Coding[];
}

// A column whose pivot is below this fraction of its diagonal is determined by other columns.
const TOLERANCE = 1e-9;

/**
 * Fits the model by weighted least squares: the sweep operator (J. H. Goodnight, A tutorial on the SWEEP operator, The American
 * Statistician 33, 1979) on the cross products of the columns.
 */
export function mainEffects(data: WeightedValues): MainEffects {
  const { factors, values } = data;
  const sizes = factors.map(({ size }) => size);
  const starts = sizes.map((_, factor) => 1 + sizes.slice(0, factor).reduce((sum, size) => sum + size, 0));
  const columns = 1 + sizes.reduce((sum, size) => sum + size, 0);
  const matrix = crossProducts(data, starts, columns);
  const products = matrix.map((row) => row.slice());
  const diagonal = Float64Array.from({ length: columns }, (_, at) => matrix[at]![at]!);
  const all = Array.from({ length: columns }, (_, at) => at);
  const swept = new Set<number>();
  const fit = (rows: readonly Float64Array[], candidates: readonly number[], into: Set<number>) => {
    for (const at of candidates) {
      if (into.has(at) || !(rows[at]![at]! > TOLERANCE * diagonal[at]!)) continue;
      sweep(rows, at);
      into.add(at);
    }
  };
  fit(matrix, all, swept);
  const residual = { squares: Math.max(0, matrix[columns]![columns]!), freedom: values.length - swept.size };
  const effects = factors.map((_, factor) => {
    const isOwn = (at: number) => at >= starts[factor]! && at < starts[factor]! + sizes[factor]!;
    const without = matrix.map((row) => row.slice());
    const left = new Set(swept);
    for (const at of swept) {
      if (!isOwn(at)) continue;
      sweep(without, at);
      left.delete(at);
    }
    // Columns that were left out only because this factor determined them.
    fit(without, all.filter((at) => !isOwn(at)), left);
    return {
      squares: Math.max(0, without[columns]![columns]! - residual.squares),
      freedom: swept.size - left.size,
      inflation: inflationOf(products, matrix, [...swept].filter(isOwn)),
    };
  });
  return { effects, residual };
}

// The mean of the eigenvalues of S V: the cross products of the columns about their means, and their covariance in the model.
function inflationOf(
  products: readonly Float64Array[],
  inverse: readonly Float64Array[],
  columns: readonly number[],
): number {
  const [ones] = products;
  let trace = 0;
  for (const a of columns) {
    for (const b of columns) trace += (products[a]![b]! - ones![a]! * ones![b]! / ones![0]!) * inverse[b]![a]!;
  }
  return columns.length === 0 ? 1 : trace / columns.length;
}

// Cross products of the intercept and the columns, with the values in the last row and column. Values are centred, so that no
// digits are lost.
function crossProducts(
  { values, weights, factors }: WeightedValues,
  starts: readonly number[],
  columns: number,
): Float64Array[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = values.reduce((sum, value, at) => sum + weights[at]! * value, 0) / total;
  const matrix = Array.from({ length: columns + 1 }, () => new Float64Array(columns + 1));
  for (const [at, value] of values.entries()) {
    const [weight, deviation] = [weights[at]!, value - mean];
    const entries: (readonly [number, number])[] = [[0, 1], [columns, deviation]];
    for (const [factor, { entries: coded }] of factors.entries()) {
      for (const [column, entry] of coded[at]!) entries.push([starts[factor]! + column, entry]);
    }
    for (const [row, x] of entries) {
      for (const [column, y] of entries) matrix[row]![column]! += weight * x * y;
    }
  }
  return matrix;
}

// Adds a column to the model, or removes it again.
function sweep(rows: readonly Float64Array[], at: number): void {
  const pivot = rows[at]!;
  const inverse = 1 / pivot[at]!;
  for (const [index, row] of rows.entries()) {
    if (index === at || row[at] === 0) continue;
    const factor = row[at]! * inverse;
    for (let column = 0; column < row.length; column++) row[column]! -= factor * pivot[column]!;
    row[at] = -factor;
  }
  for (let column = 0; column < pivot.length; column++) pivot[column]! *= inverse;
  pivot[at] = inverse;
}

/** A factor of a study. */
export interface Factor {
  /** The index of its level, by configuration. */
  readonly levels: readonly number[];
  /** The number of each level; `undefined` if it is text or has no value. Absent if no level is a number. */
  readonly numbers?: readonly (number | undefined)[] | undefined;
}

/** The columns that code the levels of a factor in a linear model, sparse. */
export interface Coding {
  /** Number of columns. */
  readonly size: number;
  /** By configuration: the columns that are not 0, and their values. */
  readonly entries: readonly (readonly (readonly [column: number, value: number])[])[];
}

/**
 * Codes a factor. Each level has an indicator column. If a factor has more than `most` numbers, they are coded as a broken line
 * over their ranks instead: its nodes are at equally spaced quantiles, so that it makes no difference whether the scale of the
 * numbers is linear or logarithmic. The first column is left out, because the columns add up to 1.
 *
 * Bins at the same quantiles would take as many columns, and lose changes within a bin.
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

// With this many configurations, a different level in each of them indicates a random search.
const SEARCH = 10;

/**
 * Groups factors that always change together, which no comparison can separate: their levels correspond one to one. In a random
 * search, factors have a different level in each configuration and so correspond by accident; they are not grouped.
 *
 * @param factors the index of the level for each configuration, by factor
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
