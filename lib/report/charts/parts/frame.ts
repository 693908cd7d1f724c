/// <reference lib="dom" />
/** Draws charts in Deno and in browsers alike. */
import * as Plot from "@observablehq/plot";
import { printable } from "../../../messages/printable.ts";
import { shorten } from "../../../messages/text.ts";
import { canBeShort, shortNumber } from "../../view/labels.ts";

/** Where a chart is drawn. */
export interface Frame {
  /** The document of the browser, or of linkedom. */
  readonly document: Document;
  /** Pixels. */
  readonly width: number;
  /** Whether the chart shows values under the pointer. */
  readonly isLive: boolean;
}

/** The marks and options of a chart. */
export interface Drawing extends Omit<Plot.PlotOptions, "document" | "width" | "marks"> {
  readonly marks: readonly Plot.Markish[];
}

/** The size of all texts in charts: pixels. */
export const FONT_SIZE = 12;

/**
 * Draws a chart. It uses the colours of the page's variables, has no styles of its own, and no ARIA labels for its parts: the
 * figure around it describes it as a whole.
 */
export function draw({ document, width }: Frame, { marks, ...options }: Drawing): SVGSVGElement {
  const drawn = marks.flatMap(flatten);
  // Groups must not have ARIA labels, and the pointer draws some of them again.
  for (const mark of drawn) Object.assign(mark as object, { ariaLabel: undefined });
  const svg = Plot.plot({ ...options, document, width, marks: drawn }) as SVGSVGElement;
  for (const element of svg.querySelectorAll("style")) element.remove();
  for (const name of ["aria-label", "aria-hidden"]) {
    for (const element of svg.querySelectorAll(`[${name}]`)) element.removeAttribute(name);
  }
  svg.removeAttribute("class");
  svg.setAttribute("font-size", String(FONT_SIZE));
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

function flatten(mark: Plot.Markish): Plot.Markish[] {
  if (Array.isArray(mark)) return mark.flatMap(flatten);
  return mark === null || mark === undefined ? [] : [mark];
}

// Relative to the font size: the average width of digits and small letters in common sans-serif fonts.
const WIDTH = 0.58;

/** An estimate of the width of a text: pixels. */
export function widthOf(text: string): number {
  return Math.ceil(text.length * FONT_SIZE * WIDTH);
}

/** Untrusted text, made safe for an SVG: without control characters, and cut to a width in pixels. */
export function chartText(text: string, width = 240): string {
  return shorten(printable(text), Math.max(5, Math.floor(width / (FONT_SIZE * WIDTH))));
}

/** The texts of the values of an axis. */
export function valueTexts(values: readonly (readonly (string | null)[])[]): string[] {
  const isShort = canBeShort(values.flatMap((texts) => texts.map((text) => text ?? "—")));
  return values.map((texts) => texts.map((text) => isShort ? shortNumber(text ?? "—") : text ?? "—").join(", "));
}

/** The width of the widest of some texts: pixels. */
export function widest(texts: Iterable<string>): number {
  let most = 0;
  for (const text of texts) most = Math.max(most, widthOf(text));
  return most;
}

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
  // The nearest values are shown wherever the pointer is, because arrow keys move it in steps.
  maxRadius: Infinity,
} as const;

function ticksOf({ ticks }: Plot.AxisYOptions): { ticks?: NonNullable<Plot.AxisYOptions["ticks"]> } {
  return ticks === undefined ? {} : { ticks };
}
