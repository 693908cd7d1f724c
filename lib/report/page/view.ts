/** The state of a page: what is sorted, filtered, selected and shown. The static page has the initial one. */
import type { Report } from "../model.ts";

/** The state. Columns, axes and configurations are indices into the report. */
export interface View {
  /** What configurations are sorted by; `rank` is the order of the report. */
  readonly sort: { readonly by: SortKey; readonly descending: boolean };
  /** The text of the filter: `width=256 lr<0.1 adam`. */
  readonly filter: string;
  /** The configurations whose curves are shown. */
  readonly selected: readonly number[];
  /** The result that parameters are drawn against. */
  readonly result: number;
  /** The axes of the heat map. */
  readonly pair: readonly [number, number] | undefined;
  readonly curve: {
    /** Index of a curve column. */
    readonly column: number;
    readonly log: boolean;
    /** Whether the curves of single runs are shown. */
    readonly runs: boolean;
  };
  readonly cost: { readonly against: "seconds" | number; readonly result: number };
}

/** What configurations can be sorted by. */
export type SortKey =
  | "rank"
  | "name"
  | "n"
  | "failed"
  | "seconds"
  | { readonly param: number }
  | { readonly column: number };

/** How many configurations have their curves shown at first. */
const SELECTED = 5;

/** The state of a page that was just opened. */
export function initialView(report: Report): View {
  const { configurations, parameters, curves, cost, ranking } = report;
  const result = ranking?.column ?? 0;
  return {
    sort: { by: "rank", descending: false },
    filter: "",
    selected: Array.from(configurations.keys()).slice(0, SELECTED),
    result: parameters?.column ?? result,
    pair: strongestPair(report),
    curve: { column: curves?.first ?? 0, log: false, runs: false },
    cost: { against: cost?.against[0] ?? "seconds", result },
  };
}

// The pair of axes with the largest interaction, or else the two with the largest main effects.
function strongestPair({ parameters }: Report): View["pair"] {
  if (parameters === undefined || parameters.axes.length < 2) return undefined;
  const pair = parameters.shares.find(({ kind }) => kind === "pair")?.axes ?? [0, 1];
  return [pair[0]!, pair[1]!];
}
