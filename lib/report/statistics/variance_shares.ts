/** Divides the variance of a result between parameters, pairs of parameters, and seeds. */
import { type AdditiveFit, fitAdditive } from "./additive_model.ts";
import { fTail } from "./f_distribution.ts";

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
  /** Whether chance explains it in less than 5 % of studies, over all factors and pairs together (an F test). */
  readonly isCertain: boolean;
}

/** Shares, largest first, and whether they are exact. */
export interface VarianceShares {
  readonly shares: readonly VarianceShare[];
  /** Whether the design is not complete and balanced: shares are estimates, and need not add up to 1. */
  readonly approximate: boolean;
}

const RISK = 0.05;

/**
 * The shares of the variance, as ω² (W. L. Hays, Statistics for Psychologists, 1963): η², the share of the sum of squares, is above
 * 0 for factors without effect, by as much as they have levels.
 *
 * In a complete, balanced design these are the factors, their pairs, what interactions of three and more factors leave, and the
 * seeds, which add up to 1. Without repetitions, the interactions of the highest order are the error. In any other design each
 * factor has what it explains beyond all others (type II) in an additive model of the means of configurations (of all values, if
 * there are few configurations); what pairs do is not told from the rest.
 *
 * @returns no shares if all values are equal, or if there is nothing by which chance could be judged
 */
export function varianceShares(design: Factorial): VarianceShares {
  const { values, factors, cells } = design;
  const main = factors.map((levels) => new Set(levels).size);
  const approximate = !isBalanced(factors, cells, main);
  const { total } = squaresOf(values, cells);
  if (!(total > 0)) return { shares: [], approximate };
  const shares = approximate ? estimate(design) : divide(design);
  return { shares: shares.filter(({ share }) => share > 1e-9).sort((a, b) => b.share - a.share), approximate };
}

interface Term {
  readonly kind: "main" | "pair";
  readonly factors: readonly number[];
  readonly squares: number;
  readonly df: number;
}

// Of a balanced design.
function divide({ values, factors, cells }: Factorial): VarianceShare[] {
  const { total, between, groups } = squaresOf(values, cells);
  const main = factors.map((levels, factor): Term => {
    const { between: squares, groups } = squaresOf(values, levels);
    return { kind: "main", factors: [factor], squares, df: groups - 1 };
  });
  const pairs = main.flatMap((a, first) =>
    main.slice(first + 1).map((b, offset): Term => {
      const second = first + 1 + offset;
      const both = squaresOf(values, crossed(factors[first]!, factors[second]!)).between;
      return { kind: "pair", factors: [first, second], squares: both - a.squares - b.squares, df: a.df * b.df };
    })
  );
  const sum = (terms: readonly Term[], of: "squares" | "df") => terms.reduce((all, term) => all + term[of], 0);
  const higher = {
    squares: Math.max(0, between - sum(main, "squares") - sum(pairs, "squares")),
    df: groups - 1 - sum(main, "df") - sum(pairs, "df"),
  };
  const within = { squares: total - between, df: values.length - groups };
  const hasSeeds = within.df > 0;
  const terms = hasSeeds || higher.df > 0 ? [...main, ...pairs] : main;
  const error = hasSeeds
    ? within
    : higher.df > 0
    ? higher
    : { squares: total - sum(main, "squares"), df: groups - 1 - sum(main, "df") };
  if (error.df <= 0) return [];
  const variance = Math.max(0, error.squares) / error.df;
  const omega = (squares: number, df: number) => Math.max(0, (squares - df * variance) / (total + variance));
  const parts = terms.map(({ kind, factors, squares, df }): VarianceShare => ({
    kind,
    factors,
    share: omega(squares, df),
    isCertain: squares > 1e-12 * total && fTail(squares / df / variance, df, error.df) < RISK / terms.length,
  }));
  const rest = hasSeeds ? omega(higher.squares, higher.df) : 0;
  const known = parts.reduce((all, { share }) => all + share, rest);
  const left = Math.max(0, 1 - known);
  if (rest > 0) parts.push({ kind: "rest", factors: [], share: rest, isCertain: false });
  parts.push({ kind: hasSeeds ? "seeds" : "rest", factors: [], share: left, isCertain: false });
  return parts;
}

// With fewer, what is left says nothing about chance.
const MIN_RESIDUAL_DF = 3;

// Of any other design.
function estimate({ values, factors, cells }: Factorial): VarianceShare[] {
  const { total, between, groups } = squaresOf(values, cells);
  const [varianceOfAll, withinDf] = [total / (values.length - 1), values.length - groups];
  const seeds = withinDf > 0 ? Math.min(1, (total - between) / withinDf / varianceOfAll) : 0;
  const means = meansOf(values, factors, cells);
  const fitOfMeans = fitAdditive(means.values, means.factors);
  // Repetitions are not independent configurations. Where there are few of these, the seeds alone tell what chance does.
  const hasMeans = fitOfMeans.residual.df >= MIN_RESIDUAL_DF;
  const fit = hasMeans ? fitOfMeans : fitAdditive(values, factors);
  if (fit.residual.df < MIN_RESIDUAL_DF || !(fit.total > 0)) return [];
  // Of the variance of the means to that of all values.
  const scale = hasMeans ? Math.min(1, fit.total / (groups - 1) / varianceOfAll) : 1;
  const variance = fit.residual.squares / fit.residual.df;
  const parts = sharesIn(fit, scale).map((share, factor): VarianceShare => {
    const { squares, df } = fit.effects[factor]!;
    const p = df === 0 ? 1 : fTail(squares / df / variance, df, fit.residual.df);
    const isCertain = squares > 1e-12 * fit.total && p < RISK / factors.length;
    return { kind: "main", factors: [factor], share, isCertain };
  });
  const known = parts.reduce((all, { share }) => all + share, seeds);
  if (seeds > 0) parts.push({ kind: "seeds", factors: [], share: seeds, isCertain: false });
  parts.push({ kind: "rest", factors: [], share: Math.max(0, 1 - known), isCertain: false });
  return parts;
}

function sharesIn({ effects, residual, total }: AdditiveFit, scale: number): number[] {
  const variance = residual.df > 0 ? residual.squares / residual.df : 0;
  return effects.map(({ squares, df }) =>
    scale * Math.min(1, Math.max(0, (squares - df * variance) / (total + variance)))
  );
}

type Sample = Omit<Factorial, "cells">;

function meansOf(values: Factorial["values"], factors: Factorial["factors"], cells: Factorial["cells"]): Sample {
  const found = new Map<number, { sum: number; n: number; readonly at: number }>();
  for (const [at, cell] of cells.entries()) {
    const known = found.get(cell);
    if (known === undefined) found.set(cell, { sum: values[at]!, n: 1, at });
    else {
      known.sum += values[at]!;
      known.n++;
    }
  }
  const all = [...found.values()];
  return {
    values: all.map(({ sum, n }) => sum / n),
    factors: factors.map((levels) => all.map(({ at }) => levels[at]!)),
  };
}

interface GroupedSquares {
  /** Around the mean of all. */
  readonly total: number;
  /** Of the means of groups. */
  readonly between: number;
  readonly groups: number;
}

function squaresOf(values: readonly number[], groups: readonly number[]): GroupedSquares {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sums = new Map<number, { sum: number; n: number }>();
  let total = 0;
  for (const [at, group] of groups.entries()) {
    const deviation = values[at]! - mean;
    total += deviation ** 2;
    const known = sums.get(group);
    if (known === undefined) sums.set(group, { sum: deviation, n: 1 });
    else {
      known.sum += deviation;
      known.n++;
    }
  }
  let between = 0;
  for (const { sum, n } of sums.values()) between += sum ** 2 / n;
  return { total, between, groups: sums.size };
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
