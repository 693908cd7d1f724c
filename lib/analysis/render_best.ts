/** The best configurations, as a table for people. */
import { printable } from "../messages/printable.ts";
import type { Statistics } from "./statistics.ts";
import type { ConfigurationSummary, Summary } from "./summary.ts";

/** What the table is about. */
export interface BestView {
  readonly summary: Summary;
  /** Shown, in this order. */
  readonly configurations: readonly ConfigurationSummary[];
  /** The column that they are ranked by. */
  readonly metric: string | undefined;
  /** Whether the grid is told. */
  readonly withGrid: boolean;
  /** Characters that a line may have. */
  readonly width: number;
}

const GAP = 2;
const LEAST_NAME = 16;
const MAX_RESULTS = 4;

/** The lines of the table, its head first; no line is longer than the width, as far as the metric leaves room. */
export function renderBest({ summary, configurations, metric, withGrid, width }: BestView): string[] {
  const name = (row: ConfigurationSummary) => printable(withGrid ? `${row.grid} ${row.name}` : row.name);
  const names = ["configuration", ...configurations.map(name)];
  const counts = ["n", ...configurations.map(({ n }) => String(n))];
  const most = Math.max(...names.map((text) => text.length));
  const shown: string[][] = [];
  let room = width - Math.min(most, Math.max(LEAST_NAME, Math.floor(width * 0.45))) - GAP - widthOf(counts);
  for (const column of mainResults(summary.columns, metric)) {
    if (shown.length === MAX_RESULTS) break;
    const cells = [printable(column), ...alignMeans(configurations.map((row) => row.statistics(column)))];
    if (cells.slice(1).every((cell) => cell === "")) continue;
    if (shown.length > 0 && widthOf(cells) + GAP > room) continue;
    room -= widthOf(cells) + GAP;
    shown.push(cells);
  }
  const taken = [counts, ...shown].reduce((sum, cells) => sum + widthOf(cells) + GAP, 0);
  const nameWidth = Math.min(most, Math.max(LEAST_NAME, width - taken));
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

// The end of a name tells configurations apart as much as its beginning.
function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}

// What describes the sample rather than the model.
const MINOR =
  /(?:^|_)(?:episode|episodes|epoch|step|steps|samples?|aggregated|count|size|length|seed|time)(?:_|$)|_(?:min|max|std)$/;

/** The metric, then what was measured in tests, then in validation: what a reader looks for first. */
function mainResults(columns: readonly string[], metric: string | undefined): string[] {
  const main = columns.filter((column) => column !== metric && !MINOR.test(column));
  const group = (prefix: string) => main.filter((column) => column.startsWith(prefix));
  return [...(metric === undefined ? [] : [metric]), ...group("test_"), ...group("validation_"), ...group("training_")];
}

function alignMeans(all: readonly (Statistics | undefined)[]): string[] {
  const texts = all.map((statistics) => statistics && formatMean(statistics));
  const width = Math.max(0, ...texts.map((text) => text?.mean.length ?? 0));
  return texts.map((text) => text === undefined ? "" : `${text.mean.padStart(width)}${text.std}`);
}

/** A mean with its deviation: `0.9312 ± 0.0021`. */
function formatMean({ mean, std }: Statistics): { mean: string; std: string } {
  const size = Math.abs(mean);
  const plain = Number.isFinite(mean) && (size === 0 || size >= 1e-3 && size < 1e6);
  const digits = size < 10 ? 4 : Math.max(0, 4 - Math.floor(Math.log10(size)));
  const format = (value: number) => {
    if (!Number.isFinite(value)) return String(value);
    const fixed = value.toFixed(digits);
    return plain && (value === 0 || Number(fixed) !== 0) ? fixed : value.toPrecision(plain ? 2 : 4);
  };
  return { mean: format(mean), std: std === undefined || Number.isNaN(std) ? "" : ` ± ${format(std)}` };
}
