/** Computes the effects of the parameters on a result. */
import { statisticsOf } from "../../analysis/statistics.ts";
import { levelsOf } from "../../failures/group_failures.ts";
import { parseNumber } from "../../results/parse_number.ts";
import type { Axis, BestVerdict, Parameters, RunValues, Share } from "../model.ts";
import { badSide, bestSet, isKept, outerFence } from "../statistics/best_set.ts";
import { coupledFactors, type Factor } from "../statistics/main_effects.ts";
import { varianceShares } from "../statistics/variance_shares.ts";
import type { ReportContext } from "./report_parts.ts";

// Pairs of more parameters would take long to compute, and nobody would read them.
const MAX_FACTORS = 24;

/** @returns `undefined` if no parameter has several values, or there is no result */
export function buildParameters(context: ReportContext, runs: RunValues): Parameters | undefined {
  const { columns, ranking, configurations } = context;
  const axes = axesOf(context);
  if (axes.length === 0 || columns.length === 0) return undefined;
  const column = ranking === undefined ? 0 : columns.indexOf(ranking.column);
  const values = runs.columns[column]!;
  const fence = badSide(outerFence(values), ranking?.goal);
  const kept = Array.from(values.keys()).filter((at) => isKept(values[at]!, fence));
  const cells = kept.map((at) => runs.configuration[at]!);
  const factors = axes.slice(0, MAX_FACTORS).map(({ at, values }): Factor => {
    const numbers = values.map(([value]) => numberOf(value));
    return {
      levels: cells.map((configuration) => at[configuration]!),
      ...(numbers.some((number) => number !== undefined) && { numbers }),
    };
  });
  const { shares, approximate } = varianceShares({ values: kept.map((at) => values[at]!), factors, cells });
  const named = shares.map(({ kind, factors, share, interval, isClear }): Share => ({
    kind,
    axes: factors,
    share,
    ...(interval !== undefined && { interval }),
    ...(isClear && { clear: true }),
  }));
  const order = orderAxes(axes, named);
  const places = new Map(order.map((axis, place) => [axis, place]));
  return {
    column,
    axes: order.map((axis) => axes[axis]!),
    shares: named.map((share) => ({ ...share, axes: share.axes.map((axis) => places.get(axis)!) })),
    approximate: approximate || kept.length < values.length,
    diverged: countValues(configurations, columns[column]!) - kept.length,
  };
}

function numberOf(text: string | null | undefined): number | undefined {
  const number = parseNumber(text ?? "");
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

// NaN counts as a value: that of a model that diverged.
function countValues(configurations: ReportContext["configurations"], column: string): number {
  return configurations.flatMap((configuration) => configuration.values(column)).filter((value) => value !== undefined)
    .length;
}

// The axes by main effect, largest first.
function orderAxes(axes: readonly Axis[], shares: readonly Share[]): number[] {
  const main = shares.filter(({ kind }) => kind === "main").map(({ axes: [axis] }) => axis!);
  return [...main, ...Array.from(axes.keys()).filter((axis) => !main.includes(axis))];
}

function axesOf({ summary, order, positions }: ReportContext): Axis[] {
  // In the order of the grid, so that values appear as the grid file lists them.
  const levels = summary.params.map((key) =>
    levelsOf(summary.configurations.map(({ params }) => params.get(key) ?? null))
  );
  return coupledFactors(levels.map(({ at }) => at)).map((params): Axis => {
    const { values, at } = levels[params[0]!]!;
    // For each level, a configuration that has it.
    const examples: number[] = [];
    for (const [index, level] of at.entries()) examples[level] ??= index;
    const numbers = values.map((value) => parseNumber(value ?? ""));
    const areNumbers = numbers.every((number) => number !== undefined && Number.isFinite(number));
    const sorted = Array.from(values.keys());
    if (areNumbers) sorted.sort((a, b) => numbers[a]! - numbers[b]!);
    const ranks: number[] = [];
    for (const [rank, level] of sorted.entries()) ranks[level] = rank;
    const scale = sorted.map((level) => numbers[level]!);
    const textOf = (param: number, configuration: number) => levels[param]!.values[levels[param]!.at[configuration]!]!;
    return {
      params,
      values: sorted.map((level) => params.map((param) => textOf(param, examples[level]!))),
      ...(areNumbers && { numbers: scale }),
      ...(areNumbers && isLogarithmic(scale) && { log: true }),
      at: Array.from(positions.keys(), (position) => ranks[at[order[position]!]!]!),
    };
  });
}

// Whether ascending values are more evenly spaced on a logarithmic scale than on a linear one: 16, 32, 64.
function isLogarithmic(values: readonly number[]): boolean {
  return values.length > 2 && values[0]! > 0 && unevenness(values.map(Math.log)) < unevenness(values);
}

// The coefficient of variation of the gaps between values.
function unevenness(values: readonly number[]): number {
  const { mean, std } = statisticsOf(values.slice(1).map((value, at) => value - values[at]!));
  return std! / mean;
}

/** A verdict about the best configuration, and the positions of the configurations that may be the best. */
export interface BuiltVerdict {
  readonly verdict: BestVerdict;
  readonly members: ReadonlySet<number>;
}

/** The verdict; without a ranking it names no configuration. */
export function buildVerdict({ configurations, ranking, columns }: ReportContext): BuiltVerdict {
  if (ranking === undefined) return { verdict: { compared: 0, candidates: 0 }, members: new Set() };
  const { column, goal } = ranking;
  const samples = configurations.map((configuration) => {
    const { n = 0, mean = NaN, std } = configuration.statistics(column) ?? {};
    return { n, mean, std };
  });
  const { compared, members } = bestSet(samples, goal);
  const [first] = configurations;
  const hasBest = first?.statistics(column) !== undefined;
  const isAlone = hasBest && samples[0]!.n === 1 && first.failed > 0;
  const complete = isAlone
    ? configurations.findIndex(({ failed, unfinished }, at) => samples[at]!.n > 1 && failed + unfinished === 0)
    : -1;
  const test = testOf(column, columns);
  return {
    members,
    verdict: {
      ...(hasBest && { best: 0 }),
      ...(complete >= 0 && { complete }),
      compared,
      candidates: members.size,
      ...(test >= 0 && { test }),
    },
  };
}

// `test_accuracy` for `validation_accuracy`; if models have several tests, that of the first.
function testOf(column: string, columns: readonly string[]): number {
  const name = /^validation_(.*)$/s.exec(column)?.[1];
  if (name === undefined) return -1;
  const only = columns.indexOf(`test_${name}`);
  return only >= 0 ? only : columns.findIndex((other) => other.startsWith("test_") && other.endsWith(`_${name}`));
}
