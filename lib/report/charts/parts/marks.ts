/** Marks that several charts share. */
import * as Plot from "@observablehq/plot";
import { FONT_SIZE } from "./frame.ts";

/** A horizontal grid with the labels of a vertical axis, without ticks. */
export function verticalAxis(label: string, options: Plot.AxisYOptions = {}): Plot.Markish[] {
  return [
    Plot.gridY({ stroke: "var(--line)", strokeOpacity: 1, ...ticksOf(options) }),
    Plot.axisY({
      label,
      labelArrow: "none",
      labelAnchor: "top",
      labelOffset: 0,
      fontSize: FONT_SIZE,
      fill: "var(--muted)",
      tickSize: 0,
      tickPadding: 6,
      ...options,
    }),
  ];
}

/** The labels of a horizontal axis, and a line above them. */
export function horizontalAxis(label: string | null, options: Plot.AxisXOptions = {}): Plot.Markish[] {
  return [
    Plot.axisX({
      label,
      labelArrow: "none",
      labelAnchor: "center",
      labelOffset: 38,
      fontSize: FONT_SIZE,
      fill: "var(--muted)",
      stroke: "var(--line)",
      tickSize: 4,
      tickPadding: 4,
      ...options,
    }),
  ];
}

/** The style of boxes with values under the pointer. */
export const TIP = {
  fill: "var(--background)",
  stroke: "var(--outline)",
  fontSize: FONT_SIZE,
  lineHeight: 1.35,
  lineWidth: 40,
  pathFilter: "none",
  textPadding: 9,
  // The nearest values are shown wherever the pointer is: arrow keys move it in steps.
  maxRadius: Infinity,
} as const;

function ticksOf({ ticks }: Plot.AxisYOptions): { ticks?: NonNullable<Plot.AxisYOptions["ticks"]> } {
  return ticks === undefined ? {} : { ticks };
}
