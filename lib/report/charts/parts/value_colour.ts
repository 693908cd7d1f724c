/** Colours of values. */
import type { Metric } from "../../../grid/settings/metric.ts";
import type { Extent } from "./extent.ts";
import { VALUE_COLOURS } from "./palette.ts";

/** The number of the colour of a value: 1 for the worst … {@link VALUE_COLOURS} for the best of a range; 0 for NaN. */
export function valueStep(value: number, [low, high]: Extent, goal: Metric["goal"]): number {
  if (Number.isNaN(value)) return 0;
  const part = Math.min(1, Math.max(0, high > low ? (value - low) / (high - low) : 1));
  const good = goal === "maximize" ? part : 1 - part;
  return Math.min(VALUE_COLOURS, 1 + Math.floor(good * VALUE_COLOURS));
}

/** The colour of a value. */
export function valueColour(step: number): string {
  return step === 0 ? "var(--outline)" : `var(--value-${step})`;
}
