/** A chart with its caption. */
import type { JSX } from "preact";

/** The SVG of a chart by its id; absent if there is nothing to draw. */
export type FigureSource = (id: string) => DrawnChart | undefined;

/** A chart that was drawn. */
export interface DrawnChart {
  readonly svg: string;
  readonly caption: string;
}

/** The figure; nothing if its chart is absent. */
export function Figure({ id, charts }: { readonly id: string; readonly charts: FigureSource }): JSX.Element | null {
  const chart = charts(id);
  if (chart === undefined) return null;
  return (
    <figure id={`chart-${id}`}>
      {/* Drawn by Plot, which escapes texts. */}
      <div class="chart" dangerouslySetInnerHTML={{ __html: chart.svg }} />
      <figcaption>{chart.caption}</figcaption>
    </figure>
  );
}
