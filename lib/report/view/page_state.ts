/** What a reader can change on the page. */
import type { Report } from "../model.ts";

/** The state of the page. */
export interface PageState {
  readonly filter: string;
  /** The order of the table: by rank, unless there is one. */
  readonly sort: Sort | undefined;
  /** Number of rows of the table. */
  readonly rows: number;
  /** The result columns of the table, in display order. */
  readonly columns: readonly number[];
  /**
   * The configurations whose curves are shown. The place in the list decides the colour, so that no colour changes when another
   * configuration is removed: `null` is a free place.
   */
  readonly selected: readonly (number | null)[];
  /** The column of the curves. */
  readonly curve: number;
  readonly logScale: boolean;
  readonly singleRuns: boolean;
  /** The axes of the heat map. */
  readonly pair: readonly [number, number];
  /** The result whose cost is shown, by column. */
  readonly costOf: number;
  /** Index into `against` of the cost. */
  readonly costAgainst: number;
}

/** The order of the table. */
export interface Sort {
  readonly by: SortKey;
  readonly descending: boolean;
}

/** What the table is ordered by. */
export type SortKey =
  | { readonly kind: "name" | "n" | "failed" | "fresh" | "seconds" }
  | { readonly kind: "param" | "result"; readonly index: number };

/** Number of rows that the page has without scripts, and that each further request adds. */
export const ROWS = 200;

// Number of curves at first.
const CURVES = 5;
// Number of parameters and results for which the table has room.
const COLUMNS = 7;

/** The state with which a report is written, and that it has without scripts. */
export function initialState(report: Report): PageState {
  const { params, columns, mainColumns, ranking, curves, parameters, configurations } = report;
  const count = Math.min(4, Math.max(2, COLUMNS - params.length));
  const pair = parameters?.shares.find(({ kind, clear }) => kind === "pair" && clear)?.axes ?? [0, 1];
  return {
    filter: "",
    sort: undefined,
    rows: ROWS,
    columns: Array.from(columns.keys()).slice(0, Math.min(count, Math.max(1, mainColumns))),
    selected: configurations.slice(0, CURVES).map((_, index) => index),
    curve: curves?.first ?? 0,
    logScale: false,
    singleRuns: false,
    pair: [pair[0] ?? 0, pair[1] ?? 1],
    costOf: ranking?.column ?? 0,
    costAgainst: 0,
  };
}
