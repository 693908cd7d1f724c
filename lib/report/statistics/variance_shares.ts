/** Divides the variance of a result between parameters, pairs of parameters, and seeds. */
import { type Freedom, fTail, noncentralityInterval } from "./f_distribution.ts";
import { type Coding, codingOf, type Factor, type MainEffect, mainEffects } from "./main_effects.ts";

/** Values, and the levels of the factors for each. */
export interface Factorial {
  readonly values: readonly number[];
  /** Each with the level of each value. */
  readonly factors: readonly Factor[];
  /** The index of the configuration of each value. Values of one configuration have the same levels. */
  readonly cells: readonly number[];
}

/** A part of the variance. */
export interface VarianceShare {
  /** Of a factor alone, of a pair beyond its two factors, within configurations (seeds), or the rest. */
  readonly kind: "main" | "pair" | "seeds" | "rest";
  readonly factors: readonly number[];
  /** 0 … 1 */
  readonly share: number;
  /** The 95 % confidence interval of the share of a factor or a pair. */
  readonly interval?: readonly [low: number, high: number];
  /** Whether a factor or a pair explains more than chance would: see {@link RISK}. */
  readonly isClear: boolean;
}

/** Shares, largest first, and whether they are exact. */
export interface VarianceShares {
  readonly shares: readonly VarianceShare[];
  /** Whether the design is not complete and balanced: shares are then estimates of a model of main effects. */
  readonly approximate: boolean;
}

/** The maximum probability that any effect is called clear if there are none. */
export const RISK = 0.01;

// With a single degree of freedom of the error, all intervals would reach from 0 to 1.
const MIN_FREEDOM = 2;
// Without repetitions, interactions are part of the error unless the error has at least this many degrees of freedom without
// them.
const MIN_REST = 4;
// With more levels, the indicators of texts take long to compute, and no level is repeated.
const MAX_TEXTS = 100;
// How many levels of a numeric factor get an indicator, the most detailed choice first. Factors with more levels are coded as a
// line with nodes.
const DETAIL = [10, 5, 4, 3];
const NODES = 5;

/**
 * The shares of the variance, as ω²: the sum of squares of an effect, minus what chance contributes to each of its degrees of
 * freedom, divided by the sum of squares of all values (W. L. Hays, Statistics, 1963). Without an effect it is 0 on average,
 * where η² is (L − 1)/(N − 1) for L levels and N values; below 0 it is set to 0.
 *
 * In a complete, balanced design these are the terms of an analysis of variance, and add up to 1: main effects, interactions of
 * pairs, seeds, and the rest, which are the interactions of three and more factors. Without repetitions the rest is the error.
 *
 * For any other design, a model of main effects is fitted to the means of the configurations (type II sums of squares), with a
 * line for a factor of many numbers. Its error is the part of the differences between configurations that the model does not
 * explain. If there are too few configurations for all factors, a separate model is fitted to each.
 *
 * @returns no shares if they cannot be distinguished from chance, or if all values are equal
 */
export function varianceShares(study: Factorial): VarianceShares {
  const design = designOf(study);
  if (!(design.total > 0)) return { shares: [], approximate: !design.isBalanced };
  const exact = design.isBalanced ? exactShares(design) : undefined;
  return { shares: exact ?? estimatedShares(design), approximate: exact === undefined };
}

interface Cell {
  readonly n: number;
  readonly mean: number;
}

/** A study by configuration. */
interface Design {
  readonly cells: readonly Cell[];
  /** Each with the level of each cell. */
  readonly factors: readonly Factor[];
  /** Number of values. */
  readonly n: number;
  /** Sums of squares of all values, and within the cells. */
  readonly total: number;
  readonly within: number;
  /** Whether there is a cell for each combination of levels, with equally many values in all cells. */
  readonly isBalanced: boolean;
}

function designOf({ values, factors, cells }: Factorial): Design {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const members = [...Map.groupBy(values.keys(), (at) => cells[at]!).values()];
  const means = members.map((places) => ({
    n: places.length,
    mean: places.reduce((sum, at) => sum + values[at]! - mean, 0) / places.length,
  }));
  const total = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const within = members.reduce(
    (sum, places, cell) =>
      sum + places.reduce((squares, at) => squares + (values[at]! - mean - means[cell]!.mean) ** 2, 0),
    0,
  );
  const placed = factors.map(({ levels, numbers }) => ({ levels: members.map(([at]) => levels[at!]!), numbers }));
  // Repetitions that agree exactly are the same run several times.
  const isRepeated = n > members.length && within <= 1e-12 * total;
  return {
    cells: isRepeated ? means.map(({ mean }) => ({ n: 1, mean })) : means,
    factors: placed,
    n: isRepeated ? members.length : n,
    total: isRepeated ? means.reduce((sum, { mean }) => sum + mean ** 2, 0) : total,
    within: isRepeated ? 0 : within,
    isBalanced: isBalanced(means, placed),
  };
}

function isBalanced(cells: readonly Cell[], factors: readonly Factor[]): boolean {
  if (cells.some(({ n }) => n !== cells[0]!.n)) return false;
  const combinations = new Set(cells.map((_, at) => factors.map(({ levels }) => levels[at]).join(" ")));
  const all = factors.reduce((product, { levels }) => product * new Set(levels).size, 1);
  return combinations.size === all && cells.length === all;
}

/** Sums of squares, and their degrees of freedom. */
interface Squares {
  readonly squares: number;
  readonly freedom: number;
}

interface Effect extends Squares {
  readonly kind: "main" | "pair";
  readonly factors: readonly number[];
}

/** An effect, and the error that it is compared with. */
interface Compared extends Effect {
  readonly error: Squares;
  /** Only if effects are not orthogonal: {@link MainEffect.inflation}. */
  readonly inflation?: MainEffect["inflation"];
}

// `undefined` if there is nothing to compare effects with.
function exactShares({ cells, factors, n, total, within }: Design): VarianceShare[] | undefined {
  const hasRepetitions = n > cells.length;
  const counts = factors.map(({ levels }) => new Set(levels).size);
  const main = factors.map(({ levels }, factor): Effect => ({
    kind: "main",
    factors: [factor],
    squares: between(cells, levels),
    freedom: counts[factor]! - 1,
  }));
  const pairs = factors.flatMap((first, a) =>
    factors.slice(a + 1).map((second, offset): Effect => {
      const b = a + 1 + offset;
      const size = second.levels.reduce((most, level) => Math.max(most, level + 1), 1);
      const both = between(cells, first.levels.map((level, at) => level * size + second.levels[at]!));
      return {
        kind: "pair",
        factors: [a, b],
        squares: both - main[a]!.squares - main[b]!.squares,
        freedom: main[a]!.freedom * main[b]!.freedom,
      };
    })
  );
  const left = (effects: readonly Effect[], squares: number, freedom: number): Squares => ({
    squares: squares - effects.reduce((sum, effect) => sum + effect.squares, 0),
    freedom: freedom - effects.reduce((sum, effect) => sum + effect.freedom, 0),
  });
  if (hasRepetitions) {
    const error = { squares: within, freedom: n - cells.length };
    if (error.freedom < MIN_FREEDOM) return undefined;
    const all = total + varianceOf(error);
    const rest = left([...main, ...pairs], total - within, cells.length - 1);
    const effects = compared([...main, ...pairs], error, total);
    return complete(sharesOf(effects, all), "seeds", partOf({ ...rest, error }) / all);
  }
  // Interactions are effects only if the error still has enough degrees of freedom.
  const effects = left([...main, ...pairs], total, n - 1).freedom >= MIN_REST ? [...main, ...pairs] : main;
  const error = left(effects, total, n - 1);
  if (error.freedom < MIN_FREEDOM) return undefined;
  return complete(sharesOf(compared(effects, error, total), total + varianceOf(error)), "rest", 0);
}

function compared<T extends Effect>(effects: readonly T[], error: Squares, total: number): (T & Compared)[] {
  const divisor = withoutDust(error, total);
  return effects.map((effect) => ({ ...withoutDust(effect, total), error: divisor }));
}

// Sets tiny sums of squares, which are rounding errors, to 0.
function withoutDust<T extends Squares>(part: T, total: number): T {
  return part.squares > 1e-12 * total ? part : { ...part, squares: 0 };
}

// Relative to the sum of the parts: in a design that is not balanced, they do not add up to the total sum of squares.
function estimatedShares(design: Design): VarianceShare[] {
  const { cells, n, total, within } = design;
  const seeds = { squares: within, freedom: n - cells.length };
  const effects = modelEffects(design, seeds).filter(({ error }) => error.freedom >= MIN_FREEDOM);
  if (effects.length === 0) return [];
  const variance = seeds.freedom === 0 ? 0 : seeds.squares / seeds.freedom;
  const parts = effects.reduce((sum, effect) => sum + partOf(effect), 0);
  const errors = new Set(effects.map(({ error }) => error));
  const [error] = errors;
  // Configurations also differ by their seeds.
  const between = Math.max(0, (varianceOf(error!) - variance) * cells.length);
  const all = errors.size === 1 ? parts + between + n * variance : Math.max(parts, total * n / (n - 1));
  return complete(sharesOf(effects, all), "rest", n * variance / all);
}

// As detailed as the number of configurations allows: half of the degrees of freedom for the model, half for the error.
function modelEffects({ cells, factors, total }: Design, seeds: Squares): Compared[] {
  const room = (cells.length - 1) / 2;
  const used = Array.from(factors.keys()).filter((factor) => {
    const { levels, numbers = [] } = factors[factor]!;
    const texts = new Set(levels.filter((level) => numbers[level] === undefined)).size;
    return new Set(levels).size > 1 && texts <= Math.min(MAX_TEXTS, Math.max(2, cells.length / 2));
  });
  const fit = (coded: readonly Coding[], names: readonly number[], least?: Squares) => {
    const weighted = { values: cells.map(({ mean }) => mean), weights: cells.map(({ n }) => n), factors: coded };
    const { effects, residual } = mainEffects(weighted);
    // In a small grid, a model of all levels leaves no differences between configurations: then seeds are the error.
    const error = residual.freedom < MIN_REST && least !== undefined ? least : residual;
    const named = effects.map((effect, at) => ({ kind: "main" as const, factors: [names[at]!], ...effect }));
    return compared(named, error, total);
  };
  const codingsFor = (most: number) => used.map((factor) => codingOf(factors[factor]!, most, Math.min(most, NODES)));
  for (const most of DETAIL) {
    const coded = codingsFor(most);
    if (coded.reduce((sum, { size }) => sum + size, 0) <= room) return fit(coded, used);
  }
  const isGrid = used.every((factor) => new Set(factors[factor]!.levels).size <= DETAIL[0]!);
  if (isGrid && seeds.freedom > 0) return fit(codingsFor(DETAIL[0]!), used, seeds);
  return codingsFor(NODES).flatMap((coding, at) => coding.size > room ? [] : fit([coding], [used[at]!]));
}

// Compares effects with their errors, and divides them by the total.
function sharesOf(effects: readonly Compared[], all: number): VarianceShare[] {
  const kinds = new Set(effects.map(({ kind }) => kind)).size;
  return effects.filter(({ freedom }) => freedom > 0).map((effect): VarianceShare => {
    const { kind, factors, squares, freedom, error, inflation = 1 } = effect;
    const own = partOf(effect);
    const f = squares / freedom / varianceOf(error);
    const degrees: Freedom = [freedom, error.freedom];
    const risk = RISK / kinds / effects.filter((other) => other.kind === kind).length;
    // The total changes by as much as the effect.
    const ofNoncentrality = (noncentrality: number) => {
      const part = inflation * noncentrality * varianceOf(error);
      return part === 0 ? 0 : part / (part + all - own);
    };
    const share = own / all;
    const [low, high] = error.squares > 0 ? noncentralityInterval(f, degrees).map(ofNoncentrality) : [share, share];
    return { kind, factors, share, interval: [low!, high!], isClear: fTail(f, degrees) <= risk };
  });
}

function varianceOf({ squares, freedom }: Squares): number {
  return squares / freedom;
}

// A sum of squares minus what chance contributes to each degree of freedom.
function partOf({ squares, freedom, error, inflation = 1 }: Omit<Compared, "kind" | "factors">): number {
  return inflation * Math.max(0, squares - freedom * varianceOf(error));
}

// Adds the shares of seeds and of the rest: one is given, and the other is what is missing to the total.
function complete(
  effects: readonly VarianceShare[],
  last: "seeds" | "rest",
  share: number,
): VarianceShare[] {
  const other = last === "seeds" ? "rest" : "seeds";
  const left = Math.max(0, 1 - effects.reduce((sum, effect) => sum + effect.share, 0));
  const part = Math.min(left, share);
  const noise = (kind: "seeds" | "rest", share: number): VarianceShare => ({
    kind,
    factors: [],
    share,
    isClear: false,
  });
  // A parameter with a share of 0 has an interval, too.
  return [...effects, noise(other, part), noise(last, left - part)]
    .filter(({ kind, share }) => kind === "main" || share > 1e-9)
    .sort((a, b) => b.share - a.share);
}

// The sum of squares between groups of cells.
function between(cells: readonly Cell[], groups: readonly number[]): number {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const [at, group] of groups.entries()) {
    const { n, mean } = cells[at]!;
    const known = sums.get(group);
    if (known === undefined) sums.set(group, { sum: n * mean, n });
    else {
      known.sum += n * mean;
      known.n += n;
    }
  }
  let squares = 0;
  for (const { sum, n } of sums.values()) squares += sum ** 2 / n;
  return squares;
}
