/** The range of values that a chart shows. */
import { isKept, OPEN, type OuterFence } from "../../statistics/outer_fence.ts";

/** The lowest and the highest value to show. */
export type Extent = readonly [low: number, high: number];

/**
 * The range of the finite values between the fences, so that diverged ones do not set the scale, with a margin.
 *
 * @param margin of the range, on both sides
 */
export function extentOf(values: Iterable<number>, fence: OuterFence = OPEN, margin = 0.04): Extent {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!isKept(value, fence)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return [0, 1];
  const space = most > least ? (most - least) * margin : Math.abs(most) * margin || margin;
  return [least - space, most + space];
}

/** Where a value is relative to a range: below it, within, or above it. NaN is neither. */
export function sideOf(value: number, [low, high]: Extent): "below" | "within" | "above" | "nowhere" {
  if (Number.isNaN(value)) return "nowhere";
  if (value < low) return "below";
  return value > high ? "above" : "within";
}
