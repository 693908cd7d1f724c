/** Draws the combinations of a sub-grid that has axes with distributions. */
import { canonical } from "../../config/canonical.ts";
import { mergeAt } from "../../config/merge.ts";
import type { Value, ValueMap } from "../../config/value.ts";
import { type Axis, drawnAxes } from "../../grid/axes/axes.ts";
import { counted } from "../../messages/text.ts";
import { complete, configAt } from "../../plan/experiment.ts";
import type { Group } from "../../plan/plan.ts";
import { countValues, quantile } from "../../search/distribution.ts";
import { createSampler, type Sampler } from "../../search/sampler.ts";
import type { ExpandContext } from "../expand_context.ts";

/** What decides which combinations are drawn. */
export interface Draw {
  /** The seed of all points: 0 … 2^31 − 1. */
  readonly seed: number;
  /** Hashes of configurations that the task already has. */
  readonly seen: ReadonlySet<string>;
  readonly hashOf: (config: ValueMap) => string;
  /** Whether a configuration is excluded. */
  readonly isUnwanted: (config: ValueMap) => boolean;
  readonly context: ExpandContext;
}

/** How many points are tried, at most, for each one that is wanted. */
const MAX_TRIES = 100;

/**
 * Draws points until each combination of the listed values has as many as the grid asks for. If a point is excluded or equal to
 * another, the next point replaces it.
 *
 * @returns the group with the values that were drawn, and the indices of the values of its combinations, point by point
 */
export function drawCombinations(
  group: Group,
  axes: readonly Axis[],
  { seed, seen, hashOf, isUnwanted, context }: Draw,
): { readonly group: Group; readonly combinations: readonly (readonly number[])[] } {
  const { n = 1, method } = context.grid.sample;
  const keys = drawnAxes(axes).map(({ key }) => key).sort();
  const sampler = createSampler(method, seed, keys);
  const columns = axes.map((axis) => createColumn(axis, keys.indexOf(axis.key), sampler));
  const drawn = { ...group, axes: group.axes.map((axis, index) => ({ ...axis, values: columns[index]!.values })) };
  const corners = listedCombinations(columns).map((at) => ({ at, points: 0 }));
  const known = new Set(seen);
  const combinations: number[][] = [];
  let missing = corners.length * n;
  const different = countPoints(axes);
  const tries = Math.min(n, different) * MAX_TRIES;
  const tried = new Set<string>();
  for (let point = 0; missing > 0 && point < tries && tried.size < different; point++) {
    const values = columns.map(({ draw }) => draw?.(point));
    // A point that was tried before is either drawn already or excluded.
    const text = values.join();
    if (tried.has(text)) continue;
    tried.add(text);
    for (const corner of corners) {
      if (corner.points === n) continue;
      const at = values.map((value, axis) => value ?? corner.at[axis]!);
      const config = configAt(drawn, at);
      const hash = hashOf(config);
      if (known.has(hash) || isUnwanted(config)) continue;
      known.add(hash);
      combinations.push(at);
      corner.points++;
      missing--;
    }
  }
  if (missing > 0) {
    const found = corners.reduce((least, { points }) => Math.min(least, points), n);
    reportMissing(axes, found, tried.size === different ? "" : ` in ${tries} tries`, context);
  }
  return { group: drawn, combinations };
}

/** The values of an axis. */
interface Column {
  /** Distinct values; those of a drawn axis in the order in which they were drawn. */
  readonly values: readonly Value[];
  /** Draws the value of a point, and returns its index; `undefined` if the values are listed. */
  readonly draw?: (point: number) => number;
}

function createColumn({ values, distribution }: Axis, dimension: number, sampler: Sampler): Column {
  if (distribution === undefined) return { values };
  const drawn: Value[] = [];
  const indices = new Map<string, number>();
  return {
    values: drawn,
    draw: (point) => {
      const value = quantile(distribution, sampler(point, dimension));
      const text = canonical(value);
      if (!indices.has(text)) indices.set(text, drawn.push(value) - 1);
      return indices.get(text)!;
    },
  };
}

// The combinations of the listed values, as indices, the last axis changing fastest; 0 for drawn axes.
function listedCombinations(columns: readonly Column[]): number[][] {
  return columns.reduce<number[][]>((before, { values, draw }) => {
    const indices = draw === undefined ? values.map((_, index) => index) : [0];
    return before.flatMap((at) => indices.map((index) => [...at, index]));
  }, [[]]);
}

// The maximum number of different points of the drawn axes: trying for more is useless.
function countPoints(axes: readonly Axis[]): number {
  return drawnAxes(axes).reduce((product, { distribution }) => product * countValues(distribution!), 1);
}

function reportMissing(
  axes: readonly Axis[],
  found: number,
  tries: string,
  { grid, report }: ExpandContext,
): void {
  const { n = 1, origin } = grid.sample;
  // The keys say which sub-grid is meant: a union can have several with distributions.
  const keys = drawnAxes(axes).map(({ key }) => key);
  report.error(
    origin ?? drawnAxes(axes)[0]!.origin,
    `found only ${found} of ${counted(n, "different point")} of ${keys.join(", ")}${tries}: ` +
      "draw fewer points, widen the distributions, or exclude less",
  );
}

/** A combination of values; it becomes one experiment per repetition. */
export interface Combination {
  /** The index of its group. */
  readonly group: number;
  /** The index of the value of each axis. */
  readonly at: readonly number[];
  /** The hash of the configuration, without the keys in `not_in_id`. */
  readonly hash: string;
  readonly name: string;
}

/**
 * Visits the combinations of a group.
 *
 * @param combinations the indices of their values; by default all combinations, of which the last axis changes fastest
 */
export function forEachCombination(
  group: Group,
  combinations: readonly (readonly number[])[] | undefined,
  visit: (config: ValueMap, at: readonly number[]) => void,
): void {
  if (combinations === undefined) visitAll(group, visit);
  else for (const at of combinations) visit(configAt(group, at), at);
}

// Axes are merged one after the other and intermediate configurations are shared, so a combination costs about one merge.
function visitAll(group: Group, visit: (config: ValueMap, at: readonly number[]) => void): void {
  const at: number[] = [];
  const descend = (config: ValueMap, axis: number): void => {
    if (axis === group.axes.length) {
      visit(complete(group, config), [...at]);
      return;
    }
    const { parts, values, files } = group.axes[axis]!;
    for (let i = 0; i < values.length; i++) {
      at[axis] = i;
      descend(files ? config : mergeAt(config, parts, values[i]!), axis + 1);
    }
  };
  descend(group.config, 0);
}
