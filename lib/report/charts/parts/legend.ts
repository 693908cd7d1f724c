/// <reference lib="dom" />
/** Adds a legend to a chart, so that an exported chart has one, too. */
import { FONT_SIZE, type Frame, widthOf } from "./frame.ts";

export interface Legend {
  /** Where it begins: pixels from the left. */
  readonly left: number;
  readonly items: readonly LegendItem[];
}

/** A line of a chart. */
export interface LegendItem {
  readonly text: string;
  readonly colour: string;
  readonly dash: string;
}

const LINE = 22;
const SAMPLE = 26;
const GAP = 22;
const NAMESPACE = "http://www.w3.org/2000/svg";

/** Puts a legend above a chart, on as many lines as it needs. */
export function addLegend({ document, width }: Frame, svg: SVGSVGElement, { left, items }: Legend): SVGSVGElement {
  if (items.length === 0) return svg;
  const create = (name: string, attributes: Readonly<Record<string, string | number>>) => {
    const element = document.createElementNS(NAMESPACE, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  };
  const legend = create("g", {});
  let [x, line] = [left, 0];
  for (const { text, colour, dash } of items) {
    const needed = SAMPLE + 6 + widthOf(text);
    if (x > left && x + needed > width) [x, line] = [left, line + 1];
    const y = line * LINE + LINE / 2;
    legend.append(create("line", {
      x1: x,
      x2: x + SAMPLE,
      y1: y,
      y2: y,
      stroke: colour,
      "stroke-width": 2.5,
      "stroke-dasharray": dash,
    }));
    const label = create("text", {
      x: x + SAMPLE + 6,
      y,
      dy: "0.32em",
      "text-anchor": "start",
      fill: "var(--text)",
      "font-size": FONT_SIZE,
    });
    label.append(document.createTextNode(text));
    legend.append(label);
    x += needed + GAP;
  }
  const added = (line + 1) * LINE + 6;
  const chart = create("g", { transform: `translate(0,${added})` });
  chart.append(...svg.childNodes);
  svg.append(legend, chart);
  const height = Number(svg.getAttribute("height")) + added;
  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return svg;
}

/**
 * Highlights a line while the pointer is next to one of its points.
 *
 * @param svg its first group has the lines; Plot tells it which datum is pointed at
 * @param indices what each line shows, in the order of the lines; each datum has its `index`
 */
export function highlightPointed(svg: SVGSVGElement, indices: readonly number[]): void {
  const paths = Array.from(svg.querySelector("g")?.children ?? []);
  const lines = new Map(indices.map((index, at) => [index, paths[at]]));
  let restore = () => {};
  svg.addEventListener("input", () => {
    restore();
    const { value } = svg as SVGSVGElement & { readonly value?: { readonly index: number } | null };
    const line = value ? lines.get(value.index) : undefined;
    if (line === undefined) return;
    const copy = line.cloneNode() as Element;
    for (const [name, text] of [["stroke", "var(--accent)"], ["stroke-width", "4"], ["stroke-opacity", "1"]]) {
      copy.setAttribute(name!, text!);
    }
    // Drawn above the other lines.
    line.parentNode!.append(copy);
    restore = () => copy.remove();
  });
}
