/// <reference lib="dom" />
/** A chart with its title, a description, and buttons that save it. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { printable } from "../../messages/printable.ts";
import { shorten } from "../../messages/text.ts";
import { type AttachedChart, type ChartHandle, usePage } from "./context.ts";

// Characters. Names can be long.
const MAX_DESCRIPTION = 400;

/** The properties of a chart. */
export interface ChartProps extends AttachedChart {
  /** Stable, because scripts and links use it, and files are named after it. */
  readonly id: string;
  /** A complete sentence that states what the chart shows. */
  readonly title: ComponentChildren;
  /** A description of the chart for readers who cannot see it. */
  readonly description: string;
  /** Whether it is one of several small ones. */
  readonly isSmall?: boolean;
}

export function Chart({ id, title, description, isSmall = false, ...chart }: ChartProps): JSX.Element {
  const { surface } = usePage();
  const element = useRef<HTMLDivElement>(null);
  const current = useRef<AttachedChart>(chart);
  current.current = chart;
  const browser = surface.kind === "browser" ? surface.browser : undefined;
  const attached = useRef<ChartHandle | null>(null);
  useLayoutEffect(() => {
    if (browser === undefined || element.current === null) return;
    const handle = browser.attach(element.current, () => current.current);
    attached.current = handle;
    return () => handle.detach();
  }, [browser]);
  useEffect(() => attached.current?.update());
  const save = (format: "svg" | "png") => () =>
    browser?.save(current.current, { name: id, format, title: description });
  return (
    <figure id={id} class={isSmall ? "chart small" : "chart"}>
      <figcaption>
        <span>{title}</span>
        <span class="scripted exports">
          <button type="button" onClick={save("svg")} aria-label={`Save ${id} as SVG`}>SVG</button>
          <button type="button" onClick={save("png")} aria-label={`Save ${id} as PNG`}>PNG</button>
        </span>
      </figcaption>
      <div
        ref={element}
        class="plot"
        role="img"
        tabIndex={0}
        aria-label={shorten(printable(description), MAX_DESCRIPTION)}
        // The browser keeps the chart that the page was written with, and redraws it itself when something changes.
        dangerouslySetInnerHTML={{ __html: surface.kind === "text" ? markup(chart, surface.document) : "" }}
      />
    </figure>
  );
}

function markup({ draw, width }: AttachedChart, document: Document): string {
  return draw({ document, width, isLive: false })?.outerHTML ?? "";
}
