/** Quantiles of values. */

/**
 * A quantile, interpolated linearly between neighbours, as by NumPy.
 *
 * @param sorted ascending; at least one value
 * @param p 0 … 1
 */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)]!;
  return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - below);
}
