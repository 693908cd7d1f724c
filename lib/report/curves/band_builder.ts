/** Averages the curves of the repetitions of a configuration. */
import { type Curve, type CurveAxis, placeOf } from "./curve_builder.ts";

/** Averages curves. */
export interface BandBuilder {
  /** Number of curves. */
  readonly n: number;
  add(curve: Curve): void;
  /** @returns `undefined` without curves */
  finish(): Band | undefined;
}

/** The mean and the range of curves, place by place. */
export interface Band {
  /** Number of curves. */
  readonly n: number;
  /** Number of rows of the longest. */
  readonly rows: number;
  readonly axis: CurveAxis;
  /** NaN where any curve has NaN. */
  readonly mean: Float32Array;
  /** The smallest and largest value of any curve. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

interface Sums {
  rows: number;
  size: number;
  axis: CurveAxis;
  sum: Float64Array;
  /** Number of curves at each place: shorter ones end earlier. */
  n: Uint32Array;
  low: Float32Array;
  high: Float32Array;
}

// Relative to the distance between two places.
const TOLERANCE = 1e-3;

/**
 * Creates an empty average. A curve with other places than the first one is interpolated at the places of the first, within its
 * own range.
 */
export function createBandBuilder(): BandBuilder {
  let sums: Sums | undefined;
  let n = 0;
  return {
    get n() {
      return n;
    },
    add(curve) {
      n++;
      if (sums === undefined) {
        sums = sumsOf(curve);
        return;
      }
      if (curve.size === sums.size && curve.mean.length <= sums.sum.length && haveSamePlaces(sums, curve)) {
        addTo(sums, curve);
        return;
      }
      const added = sumsOf(curve);
      while (sums.size < added.size) coarsen(sums);
      while (added.size < sums.size) coarsen(added);
      merge(sums, haveSamePlaces(sums, added) ? added : interpolate(added, sums));
    },
    finish() {
      if (sums === undefined) return undefined;
      const { rows, axis, sum, n: counts, low, high } = sums;
      const mean = new Float32Array(sum.length);
      for (let at = 0; at < sum.length; at++) mean[at] = sum[at]! / counts[at]!;
      return { n, rows, axis, mean, low, high };
    },
  };
}

// Adds a curve that is not longer and has the same places.
function addTo(sums: Sums, { rows, mean, spread }: Curve): void {
  const { sum, n, low, high } = sums;
  const [lows, highs] = [spread?.low ?? mean, spread?.high ?? mean];
  for (let at = 0; at < mean.length; at++) {
    sum[at]! += mean[at]!;
    n[at]!++;
    low[at] = smaller(low[at]!, lows[at]!);
    high[at] = larger(high[at]!, highs[at]!);
  }
  sums.rows = Math.max(sums.rows, rows);
}

function sumsOf({ rows, size, axis, mean, spread }: Curve): Sums {
  return {
    rows,
    size,
    axis,
    sum: Float64Array.from(mean),
    n: new Uint32Array(mean.length).fill(1),
    low: (spread?.low ?? mean).slice(),
    high: (spread?.high ?? mean).slice(),
  };
}

// Merges pairs of buckets. If the last one has no partner, it stays as it is.
function coarsen(sums: Sums): void {
  const { axis, sum, n, low, high } = sums;
  const count = Math.ceil(sum.length / 2);
  for (let at = 0; at < count; at++) {
    const [a, b] = [2 * at, Math.min(2 * at + 1, sum.length - 1)];
    // The mean of the two means, so that each curve counts once.
    sum[at] = (sum[a]! / n[a]! + sum[b]! / n[b]!) / 2 * n[a]!;
    n[at] = n[a]!;
    low[at] = smaller(low[a]!, low[b]!);
    high[at] = larger(high[a]!, high[b]!);
  }
  sums.axis = axis.kind === "regular"
    ? { ...axis, step: axis.step * 2 }
    : { kind: "listed", x: axis.x.filter((_, at) => at % 2 === 0) };
  Object.assign(sums, {
    size: sums.size * 2,
    sum: sum.slice(0, count),
    n: n.slice(0, count),
    low: low.slice(0, count),
    high: high.slice(0, count),
  });
}

function haveSamePlaces(a: Placed, b: Placed): boolean {
  const common = Math.min(lengthOf(a), lengthOf(b));
  const isSame = (at: number, step: number) => Math.abs(placeOf(a.axis, at) - placeOf(b.axis, at)) <= TOLERANCE * step;
  if (a.axis.kind === "regular" && b.axis.kind === "regular") {
    return isSame(0, a.axis.step) && isSame(common - 1, a.axis.step);
  }
  for (let at = 0; at < common; at++) {
    const neighbour = at === 0 ? 1 : at - 1;
    const step = common === 1 ? 1 : Math.abs(placeOf(a.axis, at) - placeOf(a.axis, neighbour));
    if (!isSame(at, step)) return false;
  }
  return true;
}

type Placed = Pick<Sums, "axis" | "sum"> | Pick<Curve, "axis" | "mean">;

function lengthOf(placed: Placed): number {
  return "sum" in placed ? placed.sum.length : placed.mean.length;
}

// Adds `b` to `a`, place by place.
function merge(a: Sums, b: Sums): void {
  if (b.sum.length > a.sum.length) extend(a, b);
  for (let at = 0; at < b.sum.length; at++) {
    if (b.n[at] === 0) continue;
    a.sum[at]! += b.sum[at]!;
    a.n[at]! += b.n[at]!;
    a.low[at] = smaller(a.low[at]!, b.low[at]!);
    a.high[at] = larger(a.high[at]!, b.high[at]!);
  }
  a.rows = Math.max(a.rows, b.rows);
}

function extend(a: Sums, { axis, sum: { length } }: Sums): void {
  const fill = <T extends Float32Array | Float64Array | Uint32Array>(array: T, longer: T): T => {
    longer.set(array);
    return longer;
  };
  const values = () => new Float32Array(length).fill(NaN);
  Object.assign(a, {
    axis,
    sum: fill(a.sum, new Float64Array(length)),
    n: fill(a.n, new Uint32Array(length)),
    low: fill(a.low, values()),
    high: fill(a.high, values()),
  });
}

// The curve at the places of another one; n is 0 outside of its range.
function interpolate(curve: Sums, { axis, sum: { length } }: Sums): Sums {
  const last = curve.sum.length - 1;
  const result: Sums = {
    ...curve,
    axis,
    sum: new Float64Array(length),
    n: new Uint32Array(length),
    low: new Float32Array(length),
    high: new Float32Array(length),
  };
  let below = 0;
  for (let at = 0; at < length; at++) {
    const x = placeOf(axis, at);
    if (x < placeOf(curve.axis, 0) || x > placeOf(curve.axis, last)) continue;
    while (below < last && placeOf(curve.axis, below + 1) <= x) below++;
    const above = Math.min(below + 1, last);
    const distance = placeOf(curve.axis, above) - placeOf(curve.axis, below);
    const part = distance === 0 ? 0 : (x - placeOf(curve.axis, below)) / distance;
    const between = (values: Float32Array | Float64Array) =>
      part === 0 ? values[below]! : values[below]! + part * (values[above]! - values[below]!);
    result.n[at] = 1;
    result.sum[at] = between(curve.sum);
    result.low[at] = between(curve.low);
    result.high[at] = between(curve.high);
  }
  return result;
}

function smaller(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a;
}

function larger(a: number, b: number): number {
  return b > a || Number.isNaN(a) ? b : a;
}
