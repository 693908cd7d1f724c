/// <reference lib="dom" />
/** What the components of the page share. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Frame } from "../charts/parts/frame.ts";
import type { CurveBand, RunCurve } from "../curves/curve_model.ts";
import type { Report, RunValues } from "../model.ts";
import type { Labels } from "../view/labels.ts";
import type { PageState } from "../view/page_state.ts";

/** The page as its components see it. */
export interface Page {
  readonly report: Report;
  readonly labels: Labels;
  readonly state: PageState;
  /** The configurations that pass the filter, in the order of the table. */
  readonly rows: readonly number[];
  /** Why a condition of the filter has no effect. */
  readonly filterProblem?: string | undefined;
  readonly data: PageData;
  readonly surface: Surface;
  change(part: Partial<PageState>): void;
}

/** Numbers of single runs and curves; `undefined` until they are decoded. Reading one starts its decoding. */
export interface PageData {
  /** Resolves when everything that was requested has been decoded. */
  settled(): Promise<void>;
  runs(): RunValues | undefined;
  bands(column: number): readonly CurveBand[] | undefined;
  runCurves(column: number): readonly RunCurve[] | undefined;
}

/** Where the page is rendered: to text in Deno, or in a browser. */
export type Surface =
  | { readonly kind: "text"; readonly document: Document }
  | { readonly kind: "browser"; readonly browser: Browser };

/** Functions that only browsers have. */
export interface Browser {
  /**
   * Keeps a chart of the page up to date.
   *
   * @param chart returns the current chart
   */
  attach(element: HTMLElement, chart: () => AttachedChart): ChartHandle;
  /** Copies a text to the clipboard. */
  copy(text: string): Promise<void>;
  /** Saves a chart as a file, in the colours for light pages. */
  save(chart: AttachedChart, file: SavedFile): Promise<void>;
}

export interface SavedFile {
  /** Without its ending. */
  readonly name: string;
  readonly format: "svg" | "png";
  readonly title: string;
}

/** A chart that a browser keeps up to date. */
export interface ChartHandle {
  /** Draws it again if its inputs have changed, or if it waits for data. */
  update(): void;
  detach(): void;
}

/** A chart in the newest rendering. */
export interface AttachedChart {
  /** The width in pixels, if there is enough room. */
  readonly width: number;
  /** Draws it; `undefined` while its data are being decoded. */
  draw(frame: Frame): SVGSVGElement | undefined;
  /** What the drawing depends on, besides the data. */
  readonly inputs: readonly unknown[];
}

export const PageContext = createContext<Page | undefined>(undefined);

/** The page that the component belongs to. */
export function usePage(): Page {
  return useContext(PageContext)!;
}
