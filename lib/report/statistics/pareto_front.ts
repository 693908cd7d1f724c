/** The Pareto front: the points for which no other is both cheaper and better. */
import type { Metric } from "../../grid/settings/metric.ts";

/** A point: what it costs (lower is better), and its result. */
export interface Point {
  readonly cost: number;
  readonly result: number;
}

/**
 * The indices of the points on the front, by ascending cost. Of equal points the first is on the front. Points with a coordinate
 * that is not finite are never on it.
 */
export function paretoFront(points: readonly Point[], goal: Metric["goal"]): number[] {
  const sign = goal === "maximize" ? -1 : 1;
  const order = Array.from(points.keys()).filter((index) => {
    const { cost, result } = points[index]!;
    return Number.isFinite(cost) && Number.isFinite(result);
  }).sort((a, b) => {
    const [x, y] = [points[a]!, points[b]!];
    return x.cost - y.cost || sign * (x.result - y.result) || a - b;
  });
  let best = Infinity;
  return order.filter((index) => {
    const result = sign * points[index]!.result;
    if (result >= best) return false;
    best = result;
    return true;
  });
}
