/** Collects the values of a curve row by row, in memory that does not grow with the number of rows. */
import type { Curve, CurveAxis } from "./curve.ts";

/** Collects a curve. */
export interface CurveBuilder {
  /**
   * Adds a row.
   *
   * @param x larger than the last one
   */
  add(x: number, value: number): void;
  /** Removes the rows from a place on; of a long curve, the buckets that begin there. */
  dropFrom(x: number): void;
  /** @returns `undefined` without rows */
  finish(): Curve | undefined;
}

/** Maximum number of buckets. When there are more, two become one. */
export const MAX_BUCKETS = 16_384;

// Of the distance between two buckets: how far a place may be off for the axis to be regular.
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
