/// <reference lib="dom" />
/** Draws charts in Deno and in browsers alike. */
import * as Plot from "@observablehq/plot";

/** Where a chart is drawn. */
export interface Frame {
  /** The document of the browser, or of linkedom. */
  readonly document: Document;
  /** Pixels. */
  readonly width: number;
  /** Whether the chart shows values under the pointer. */
  readonly isLive: boolean;
}

/** A chart. */
export interface Drawing extends Omit<Plot.PlotOptions, "document" | "width" | "marks"> {
  readonly marks: readonly Plot.Markish[];
}

/** The size of all texts in charts: pixels. */
export const FONT_SIZE = 12;

/**
 * Draws a chart. It has the colours of the page's variables, no styles of its own, and no labels for parts: its figure describes
 * it as a whole.
 */
export function draw({ document, width }: Frame, { marks, ...options }: Drawing): SVGSVGElement {
  const drawn = marks.flatMap(flatten);
  // Groups may not have labels, and the pointer draws some of them again.
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
