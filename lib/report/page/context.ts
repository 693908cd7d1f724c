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
  /** Changes the state. */
  change(part: Partial<PageState>): void;
}

/** Numbers of single runs and curves; `undefined` until they are decoded. Asking for them begins to decode them. */
export interface PageData {
  /** Resolves when all that was asked for has been decoded. */
  settled(): Promise<void>;
  runs(): RunValues | undefined;
  bands(column: number): readonly CurveBand[] | undefined;
  runCurves(column: number): readonly RunCurve[] | undefined;
}

/** What the page is drawn on: a text in Deno, or a browser. */
export type Surface =
  | { readonly kind: "text"; readonly document: Document }
  | { readonly kind: "browser"; readonly browser: Browser };

/** What only browsers can do. */
export interface Browser {
  /**
   * Takes care of a chart that the page was written with.
   *
   * @param chart what it is now
   */
  attach(element: HTMLElement, chart: () => AttachedChart): ChartHandle;
  /** Copies a text to the clipboard. */
  copy(text: string): Promise<void>;
  /** Saves a chart as a file, in the colours for light pages. */
  save(chart: AttachedChart, file: SavedFile): Promise<void>;
}

/** A file to save. */
export interface SavedFile {
  /** Without its ending. */
  readonly name: string;
  readonly format: "svg" | "png";
  readonly title: string;
}

/** A chart that a browser takes care of. */
export interface ChartHandle {
  /** Draws it again if its inputs have changed, or if it waits for data. */
  update(): void;
  detach(): void;
}

/** A chart, as of the newest rendering. */
export interface AttachedChart {
  /** The width in pixels, where there is room. */
  readonly width: number;
  /** Draws it; `undefined` while its data are being decoded. */
  draw(frame: Frame): SVGSVGElement | undefined;
  /** What it depends on, besides the data. */
  readonly inputs: readonly unknown[];
}

/** The context of the page. */
export const PageContext = createContext<Page | undefined>(undefined);

/** The page. */
export function usePage(): Page {
  return useContext(PageContext)!;
}
