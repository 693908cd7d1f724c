/** What a reader can change on the page. */
import type { Report } from "../model.ts";

export interface PageState {
  readonly filter: string;
  /** The order of the table; `undefined`: by rank. */
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

/** The column that the table is sorted by. */
export type SortKey =
  | { readonly kind: "name" | "n" | "failed" | "fresh" | "seconds" }
  | { readonly kind: "param" | "result"; readonly index: number };

/** Number of rows that the page shows without scripts, and that each further request adds. */
export const ROWS = 200;

// Number of curves that are shown at first.
const CURVES = 5;
// Number of parameters and results for which the table has room.
const COLUMNS = 7;

/** The state that the page is written with, and keeps without scripts. */
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

// Addresses need no more rows.
const MAX_ROWS = 100_000;

/**
 * The part of the state that differs from the initial state, as text; empty if nothing differs. In the address:
 * `#curves?filter=lr%3C0.1&sort=-validation_accuracy`. Configurations are identified by a hash of their name, results and
 * parameters by their names, so that a link also works in a newer report of the same grid.
 */
export function encodeLink(state: PageState, report: Report): string {
  const initial = initialState(report);
  const { columns, curves, parameters } = report;
  const link = new URLSearchParams();
  const add = (key: string, value: string, initially: string) => {
    if (value !== initially) link.set(key, value);
  };
  const names = (indices: readonly number[]) => indices.map((index) => encodeURIComponent(columns[index]!)).join(",");
  const picks = ({ selected }: PageState) =>
    selected.map((index) => index === null ? "" : hashOf(report, index)).join(",");
  const axis = (index: number) => encodeURIComponent(axisKey(report, index));
  const cost = ({ costAgainst }: PageState) => {
    const against = report.cost?.against[costAgainst];
    return typeof against === "number" ? columns[against]! : "seconds";
  };
  add("filter", state.filter, "");
  add("sort", sortText(state.sort, report), "");
  add("rows", String(state.rows), String(initial.rows));
  add("columns", names(state.columns), names(initial.columns));
  add("pick", picks(state), picks(initial));
  if (curves) add("curve", curves.columns[state.curve]!.name, curves.columns[initial.curve]!.name);
  add("log", String(state.logScale), "false");
  add("runs", String(state.singleRuns), "false");
  if (parameters && parameters.axes.length > 1) {
    add("map", state.pair.map(axis).join(","), initial.pair.map(axis).join(","));
  }
  if (columns.length > 0) add("cost", columns[state.costOf]!, columns[initial.costOf]!);
  add("against", cost(state), cost(initial));
  return link.toString();
}

/** The state in a link. Parts that are invalid, or unknown to the report, are as in the initial state. */
export function decodeLink(text: string, report: Report): PageState {
  const initial = initialState(report);
  const { columns, configurations, curves, parameters, cost } = report;
  const link = new URLSearchParams(text);
  const list = (key: string) => link.get(key)?.split(",");
  const or = (index: number | undefined, otherwise: number) => index === undefined || index === -1 ? otherwise : index;
  const rows = Number(link.get("rows"));
  const shown = list("columns")?.map((name) => columns.indexOf(decoded(name))).filter((index) => index !== -1);
  const pair = list("map")?.map((key) =>
    parameters?.axes.findIndex((_, at) => axisKey(report, at) === decoded(key)) ?? -1
  );
  const against = link.get("against");
  return {
    filter: link.get("filter") ?? initial.filter,
    sort: parseSort(link.get("sort") ?? "", report),
    rows: Number.isSafeInteger(rows) && rows > initial.rows ? Math.min(rows, MAX_ROWS) : initial.rows,
    columns: shown === undefined || shown.length === 0 && link.get("columns") !== ""
      ? initial.columns
      : [...new Set(shown)],
    selected: link.has("pick") ? picksOf(list("pick")!, report, configurations.length) : initial.selected,
    curve: or(curves?.columns.findIndex(({ name }) => name === link.get("curve")), initial.curve),
    logScale: link.get("log") === "true",
    singleRuns: link.get("runs") === "true" && curves !== undefined && !curves.withoutRuns,
    pair: pair?.length === 2 && !pair.includes(-1) && pair[0] !== pair[1] ? [pair[0]!, pair[1]!] : initial.pair,
    costOf: or(columns.indexOf(link.get("cost") ?? ""), initial.costOf),
    costAgainst: or(
      cost?.against.findIndex((choice) => (choice === "seconds" ? choice : columns[choice]) === against),
      initial.costAgainst,
    ),
  };
}

function picksOf(texts: readonly string[], report: Report, count: number): (number | null)[] {
  const indices = new Map(Array.from({ length: count }, (_, index) => [hashOf(report, index), index]));
  const picked = new Set<number>();
  return texts.map((text) => {
    const index = indices.get(text);
    if (index === undefined || picked.has(index)) return null;
    picked.add(index);
    return index;
  });
}

/** FNV-1a: 32 bits of the grid and the name of a configuration. */
function hashOf({ configurations, grids }: Report, index: number): string {
  const { grid, name } = configurations[index]!;
  let hash = 0x811c9dc5;
  for (const character of `${grids[grid]} ${name}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return (hash >>> 0).toString(36);
}

function axisKey({ parameters, params }: Report, axis: number): string {
  return params[parameters?.axes[axis]?.params[0] ?? -1] ?? "";
}

const PLAIN = ["name", "n", "failed", "fresh", "seconds"] as const;

// A minus means descending order. Parameters have a dot in front, so that they are not mistaken for results.
function sortText(sort: Sort | undefined, { params, columns }: Report): string {
  if (sort === undefined) return "";
  const { by } = sort;
  const name = by.kind === "param" ? `.${params[by.index]}` : by.kind === "result" ? columns[by.index]! : `:${by.kind}`;
  return (sort.descending ? "-" : "+") + name;
}

function parseSort(text: string, { params, columns }: Report): Sort | undefined {
  const name = text.slice(2);
  const by = ((): SortKey | undefined => {
    if (text[1] === ":") {
      const kind = PLAIN.find((kind) => kind === name);
      return kind && { kind };
    }
    if (text[1] === ".") return params.includes(name) ? { kind: "param", index: params.indexOf(name) } : undefined;
    const index = columns.indexOf(text.slice(1));
    return index === -1 ? undefined : { kind: "result", index };
  })();
  return by === undefined || !"+-".includes(text[0]!) ? undefined : { by, descending: text[0] === "-" };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether some experiments failed and none has a trained model. Others may still be running. */
export function hasOnlyFailures({ failures, configurations }: Report): boolean {
  return failures.length > 0 && configurations.every(({ n }) => n === 0);
}
