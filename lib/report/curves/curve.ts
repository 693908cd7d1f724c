/** A curve as it was read: all of its rows, or, of a long one, buckets of equally many rows. */

/** A curve. Plain data, because it is passed between threads. */
export interface Curve {
  /** Number of rows. */
  readonly rows: number;
  /** Rows per bucket: a power of 2. */
  readonly size: number;
  readonly axis: CurveAxis;
  /** The mean of each bucket, NaN if one of its values is; the values themselves if buckets have one row. */
  readonly mean: Float32Array;
  /** The smallest and largest value of each bucket, and whether the smallest comes first; only if buckets have several rows. */
  readonly spread?: { readonly low: Float32Array; readonly high: Float32Array; readonly lowFirst: Uint8Array };
}

/** Where buckets begin: at equal distances, or at the given places, which ascend. */
export type CurveAxis =
  | { readonly kind: "regular"; readonly first: number; readonly step: number }
  | { readonly kind: "listed"; readonly x: Float64Array };

/** The values of a curve in the order of its rows; of buckets with several rows, both extremes. */
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

/** Where a bucket begins. */
export function placeOf(axis: CurveAxis, bucket: number): number {
  return axis.kind === "regular" ? axis.first + axis.step * bucket : axis.x[bucket]!;
}
