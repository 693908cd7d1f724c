/** Renders the best configurations as a table for the terminal. */
import { printable } from "../../messages/printable.ts";
import { shorten } from "../../messages/text.ts";
import { mainResults } from "../result_names.ts";
import { formatMean, PLUS_MINUS, type Statistics } from "../statistics.ts";
import type { ConfigurationSummary, Summary } from "../summary.ts";

/** The contents and layout of the table. */
interface BestView {
  readonly summary: Summary;
  /** The rows, in order. */
  readonly configurations: readonly ConfigurationSummary[];
  /** The column that the configurations are ranked by. */
  readonly metric: string | undefined;
  /** The results to show, however wide; by default the most important ones that fit. */
  readonly results?: readonly string[] | undefined;
  /** Whether each result is followed by its mean over the fresh seeds. */
  readonly withFresh?: boolean | undefined;
  /** Whether the values of parameters follow: the names do not have them. */
  readonly withParams?: boolean | undefined;
  /** Whether names are preceded by the grid. */
  readonly withGrid: boolean;
  /** Maximum number of characters per line. */
  readonly width: number;
}

interface BestTable {
  /** The header first. They fit the width unless the metric alone, or the results to show, are too wide. */
  readonly lines: readonly string[];
  /** The results that it shows. */
  readonly results: readonly string[];
  /** Whether it has standard deviations. */
  readonly hasDeviations: boolean;
}

const GAP = 2;
const MIN_NAME_WIDTH = 16;
const MAX_RESULTS = 4;
const MAX_PARAMS = 3;
const MAX_PARAM_WIDTH = 20;
const FRESH = " (fresh)";

export function renderBest(view: BestView): BestTable {
  const { configurations, withGrid, width } = view;
  const name = (row: ConfigurationSummary) => printable(withGrid ? `${row.grid} ${row.name}` : row.name);
  const names = ["configuration", ...configurations.map(name)];
  const counts = ["n", ...configurations.map(({ n }) => String(n))];
  const most = Math.max(...names.map((text) => text.length));
  const forNames = Math.min(most, Math.max(MIN_NAME_WIDTH, Math.floor(width * 0.45))) + GAP;
  const params = view.withParams ? chooseParams(view, Math.floor((width - forNames) / 2)) : [];
  const room = width - forNames - widthOf(counts) - params.reduce((sum, cells) => sum + widthOf(cells) + GAP, 0);
  const shown = chooseResults(view, room);
  const taken = [counts, ...params, ...shown.values()].reduce((sum, cells) => sum + widthOf(cells) + GAP, 0);
  const nameWidth = Math.min(most, Math.max(MIN_NAME_WIDTH, width - taken));
  const lines = names.map((text, line) =>
    [
      shorten(text, nameWidth).padEnd(nameWidth),
      counts[line]!.padStart(widthOf(counts)),
      ...params.map((cells) => cells[line]!.padEnd(widthOf(cells))),
      ...Array.from(shown.values(), (cells) => cells[line]!.padEnd(widthOf(cells))),
    ].join(" ".repeat(GAP)).trimEnd()
  );
  const hasDeviations = [...shown.values()].some((cells) => cells.some((cell) => cell.includes(PLUS_MINUS)));
  return { lines, results: [...shown.keys()].filter((name) => !name.endsWith(FRESH)), hasDeviations };
}

/** The cells of the first parameters that fit, header first. */
function chooseParams({ summary, configurations }: BestView, room: number): string[][] {
  const chosen: string[][] = [];
  for (const key of summary.params) {
    const cells = [key, ...configurations.map(({ params }) => params.get(key) ?? "")]
      .map((text) => shorten(printable(text), MAX_PARAM_WIDTH));
    room -= widthOf(cells) + GAP;
    if (room < 0 || chosen.length === MAX_PARAMS) break;
    chosen.push(cells);
  }
  return chosen;
}

/** The cells of each result to show, header first. */
function chooseResults(view: BestView, room: number): Map<string, string[]> {
  const { summary, configurations, metric, results, withFresh } = view;
  const shown = new Map<string, string[]>();
  const cellsOf = (column: string) => [
    printable(column),
    ...alignMeans(configurations.map((row) => row.statistics(column))),
  ];
  const freshOf = (column: string) => [
    `${printable(column)}${FRESH}`,
    ...alignMeans(configurations.map((row) => row.fresh(column))),
  ];
  const isShown = (cells: readonly string[]) => cells.slice(1).some((cell) => cell !== "");
  const bothOf = (column: string): (readonly [string, string[]])[] => [
    [column, cellsOf(column)],
    ...(withFresh ? [[`${column}${FRESH}`, freshOf(column)] as const] : []),
  ];
  if (results !== undefined) return new Map(results.flatMap(bothOf));
  const main = mainResults(summary.columns, metric);
  for (const column of main.length > 0 ? main : summary.columns) {
    if (shown.size >= MAX_RESULTS) break;
    for (const [name, cells] of bothOf(column)) {
      const isNeeded = shown.size === 0 || name === `${metric}${FRESH}`;
      if (!isShown(cells) || !isNeeded && widthOf(cells) + GAP > room) break;
      room -= widthOf(cells) + GAP;
      shown.set(name, cells);
    }
  }
  return shown;
}

function widthOf(cells: readonly string[]): number {
  return Math.max(...cells.map((cell) => cell.length));
}

function alignMeans(all: readonly (Statistics | undefined)[]): string[] {
  const texts = all.map((statistics) => statistics && formatMean(statistics));
  const width = Math.max(0, ...texts.map((text) => text?.mean.length ?? 0));
  return texts.map((text) => text === undefined ? "" : `${text.mean.padStart(width)}${text.std}`);
}
