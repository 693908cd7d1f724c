/** Collects the values of a curve row by row, in limited memory. */

/** Collects a curve. */
export interface CurveBuilder {
  /**
   * Adds a row.
   *
   * @param x larger than the last one
   */
  add(x: number, value: number): void;
  /** Removes the rows from a place on; in a long curve, the buckets that begin there. */
  dropFrom(x: number): void;
  /** @returns `undefined` without rows */
  finish(): Curve | undefined;
}

/** Maximum number of buckets. If there were more, pairs of them are merged. */
export const MAX_BUCKETS = 16_384;

// How far a place may deviate for the axis to count as regular, relative to the distance between two buckets.
const TOLERANCE = 1e-6;

/** Creates an empty collection. */
export function createCurveBuilder(): CurveBuilder {
  let capacity = 256;
  let x = new Float64Array(capacity);
  let mean = new Float64Array(capacity);
  let low = new Float32Array(0);
  let high = new Float32Array(0);
  let lowFirst = new Uint8Array(0);
  let size = 1;
  let rows = 0;
  let count = 0;
  // Number of rows in the last bucket.
  let filled = 0;

  function grow(): void {
    capacity *= 2;
    x = enlarge(x, capacity);
    mean = enlarge(mean, capacity);
  }

  // Merges pairs of buckets. All of them are full.
  function halve(): void {
    if (size === 1) {
      low = Float32Array.from(mean);
      high = Float32Array.from(mean);
      lowFirst = new Uint8Array(capacity).fill(1);
    }
    for (let at = 0; at < count / 2; at++) {
      const [a, b] = [2 * at, 2 * at + 1];
      x[at] = x[a]!;
      mean[at] = (mean[a]! + mean[b]!) / 2;
      const isLowInA = !(low[b]! < low[a]!) && !Number.isNaN(low[a]);
      const isHighInA = !(high[b]! > high[a]!) && !Number.isNaN(high[a]);
      lowFirst[at] = isLowInA === isHighInA ? lowFirst[isLowInA ? a : b]! : Number(isLowInA);
      low[at] = low[isLowInA ? a : b]!;
      high[at] = high[isHighInA ? a : b]!;
    }
    count /= 2;
    size *= 2;
  }

  return {
    add(place, value) {
      if (filled === size || count === 0) {
        if (count === MAX_BUCKETS) halve();
        filled = 0;
      }
      if (filled === 0) {
        if (count === capacity) grow();
        x[count] = place;
        mean[count] = value;
        if (size > 1) {
          low[count] = value;
          high[count] = value;
          lowFirst[count] = 1;
        }
        count++;
      } else {
        const last = count - 1;
        mean[last]! += (value - mean[last]!) / (filled + 1);
        if (value < low[last]! || Number.isNaN(low[last])) {
          low[last] = value;
          lowFirst[last] = 0;
        }
        if (value > high[last]! || Number.isNaN(high[last])) {
          high[last] = value;
          lowFirst[last] = 1;
        }
      }
      filled++;
      rows++;
    },
    dropFrom(place) {
      while (count > 0 && x[count - 1]! >= place) {
        rows -= filled;
        count--;
        filled = size;
      }
      if (count === 0) filled = 0;
    },
    finish() {
      if (count === 0) return undefined;
      return {
        rows,
        size,
        axis: axisOf(x.subarray(0, count)),
        mean: Float32Array.from(mean.subarray(0, count)),
        ...(size > 1 && {
          spread: {
            low: low.slice(0, count),
            high: high.slice(0, count),
            lowFirst: lowFirst.slice(0, count),
          },
        }),
      };
    },
  };
}

function enlarge(array: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(array);
  return larger;
}

function axisOf(x: Float64Array): CurveAxis {
  const [first, last] = [x[0]!, x[x.length - 1]!];
  const step = x.length === 1 ? 1 : (last - first) / (x.length - 1);
  for (let at = 0; at < x.length; at++) {
    if (Math.abs(x[at]! - (first + step * at)) > TOLERANCE * step) return { kind: "listed", x: x.slice() };
  }
  return { kind: "regular", first, step };
}

/**
 * A curve as it was read: all of its rows, or, if it is long, buckets of equally many rows. Plain data, because it is passed
 * between threads.
 */
export interface Curve {
  readonly rows: number;
  /** Rows per bucket: a power of 2. */
  readonly size: number;
  readonly axis: CurveAxis;
  /** The mean of each bucket, NaN if one of its values is NaN; if buckets have one row, the values themselves. */
  readonly mean: Float32Array;
  /** The smallest and largest value of each bucket, and whether the smallest comes first; only if buckets have several rows. */
  readonly spread?: { readonly low: Float32Array; readonly high: Float32Array; readonly lowFirst: Uint8Array };
}

/** Where buckets begin: at equal distances, or at the listed places, in ascending order. */
export type CurveAxis =
  | { readonly kind: "regular"; readonly first: number; readonly step: number }
  | { readonly kind: "listed"; readonly x: Float64Array };

/** The values of a curve in the order of its rows; both extremes of buckets with several rows. */
export function pointsOf({ mean, spread }: Curve): Float32Array {
  if (spread === undefined) return mean;
  const { low, high, lowFirst } = spread;
  const points = new Float32Array(2 * low.length);
  for (let at = 0; at < low.length; at++) {
    const isLowFirst = lowFirst[at] === 1;
    points[2 * at] = isLowFirst ? low[at]! : high[at]!;
    points[2 * at + 1] = isLowFirst ? high[at]! : low[at]!;
  }
  return points;
}

export function placeOf(axis: CurveAxis, bucket: number): number {
  return axis.kind === "regular" ? axis.first + axis.step * bucket : axis.x[bucket]!;
}

/**
 * Divides values into parts of equal length and keeps the minimum and the maximum of each, in their order. Short peaks stay,
 * while means or every n-th value would lose them. Places need not be stored, because parts are equally long.
 *
 * Thinning a thinned curve to a divisor of its parts gives the same result as thinning the original.
 *
 * @param values NaN where a value is not a number; a part of such values is NaN, others ignore them
 * @param parts the number of parts, at least 1
 * @returns the values themselves if there are at most two per part
 */
export function thin(values: Float32Array, parts: number): Float32Array {
  if (values.length <= 2 * parts) return values;
  const thinned = new Float32Array(2 * parts);
  for (let part = 0; part < parts; part++) {
    const from = Math.floor(part * values.length / parts);
    const end = Math.floor((part + 1) * values.length / parts);
    let [lowAt, highAt] = [from, from];
    for (let at = from + 1; at < end; at++) {
      const value = values[at]!;
      // Comparisons with NaN are false: the first number replaces it.
      if (value < values[lowAt]! || Number.isNaN(values[lowAt])) lowAt = at;
      if (value > values[highAt]! || Number.isNaN(values[highAt])) highAt = at;
    }
    thinned[2 * part] = values[Math.min(lowAt, highAt)]!;
    thinned[2 * part + 1] = values[Math.max(lowAt, highAt)]!;
  }
  return thinned;
}

/**
 * The minima or maxima of equal parts: the lower or upper end of a band.
 *
 * @param values NaN is ignored
 */
export function extremes(
  values: Float32Array,
  parts: number,
  end: "low" | "high",
): Float32Array {
  if (values.length <= parts) return values;
  const ends = new Float32Array(parts);
  const sign = end === "low" ? 1 : -1;
  for (let part = 0; part < parts; part++) {
    let extreme = NaN;
    const last = Math.floor((part + 1) * values.length / parts);
    for (let at = Math.floor(part * values.length / parts); at < last; at++) {
      const value = values[at]!;
      if (sign * value < sign * extreme || Number.isNaN(extreme)) extreme = value;
    }
    ends[part] = extreme;
  }
  return ends;
}
