/** Renders the best configurations as a table for the terminal. */
import { printable } from "../messages/printable.ts";
import { shorten } from "../messages/shorten.ts";
import { formatMean } from "./format_mean.ts";
import { mainResults } from "./main_results.ts";
import type { Statistics } from "./statistics.ts";
import type { ConfigurationSummary, Summary } from "./summary.ts";

/** The contents and layout of the table. */
export interface BestView {
  readonly summary: Summary;
  /** The rows, in order. */
  readonly configurations: readonly ConfigurationSummary[];
  /** The column that the configurations are ranked by. */
  readonly metric: string | undefined;
  /** Whether names are preceded by the grid. */
  readonly withGrid: boolean;
  /** Maximum number of characters per line. */
  readonly width: number;
}

const GAP = 2;
const MIN_NAME_WIDTH = 16;
const MAX_RESULTS = 4;

/** The lines of the table, header first. Lines fit the width unless the metric alone is too wide. */
export function renderBest({ summary, configurations, metric, withGrid, width }: BestView): string[] {
  const name = (row: ConfigurationSummary) => printable(withGrid ? `${row.grid} ${row.name}` : row.name);
  const names = ["configuration", ...configurations.map(name)];
  const counts = ["n", ...configurations.map(({ n }) => String(n))];
  const most = Math.max(...names.map((text) => text.length));
  const shown: string[][] = [];
  let room = width - Math.min(most, Math.max(MIN_NAME_WIDTH, Math.floor(width * 0.45))) - GAP - widthOf(counts);
  for (const column of mainResults(summary.columns, metric)) {
    if (shown.length === MAX_RESULTS) break;
    const cells = [printable(column), ...alignMeans(configurations.map((row) => row.statistics(column)))];
    if (cells.slice(1).every((cell) => cell === "")) continue;
    if (shown.length > 0 && widthOf(cells) + GAP > room) continue;
    room -= widthOf(cells) + GAP;
    shown.push(cells);
  }
  const taken = [counts, ...shown].reduce((sum, cells) => sum + widthOf(cells) + GAP, 0);
  const nameWidth = Math.min(most, Math.max(MIN_NAME_WIDTH, width - taken));
  return names.map((text, line) =>
    [
      shorten(text, nameWidth).padEnd(nameWidth),
      counts[line]!.padStart(widthOf(counts)),
      ...shown.map((cells) => cells[line]!.padEnd(widthOf(cells))),
    ].join(" ".repeat(GAP)).trimEnd()
  );
}

function widthOf(cells: readonly string[]): number {
  return Math.max(...cells.map((cell) => cell.length));
}

function alignMeans(all: readonly (Statistics | undefined)[]): string[] {
  const texts = all.map((statistics) => statistics && formatMean(statistics));
  const width = Math.max(0, ...texts.map((text) => text?.mean.length ?? 0));
  return texts.map((text) => text === undefined ? "" : `${text.mean.padStart(width)}${text.std}`);
}
