/** A mean and its standard deviation as a small drawing in the table. */
import type { JSX } from "preact";
import type { Extent } from "../charts/parts/axis_scale.ts";
import type { Result } from "../model.ts";

const WIDTH = 120;
const HEIGHT = 16;
const RADIUS = 3.5;

/** The properties of an interval. */
export interface IntervalProps {
  readonly result: Result;
  /** The range of all intervals of the column. */
  readonly range: Extent;
  /** Whether the configuration may be the best. */
  readonly isMarked: boolean;
}

/** Mean ± standard deviation. Values out of range are at the edge. */
export function Interval(
  { result: [, mean, std = 0], range: [low, high], isMarked }: IntervalProps,
): JSX.Element | null {
  if (!Number.isFinite(mean)) return null;
  const room = WIDTH - 2 * RADIUS - 2;
  const x = (value: number) => {
    const part = high > low ? (value - low) / (high - low) : 0.5;
    return (RADIUS + 1 + Math.min(1, Math.max(0, part)) * room).toFixed(1);
  };
  return (
    <svg class={isMarked ? "interval marked" : "interval"} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <line x1={x(mean - std)} x2={x(mean + std)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <circle cx={x(mean)} cy={HEIGHT / 2} r={RADIUS} />
    </svg>
  );
}
