/** Renders the differences between two grids, as `grid:diff` prints them. */
import { formatMean } from "../analysis/statistics.ts";
import { printable } from "../messages/printable.ts";
import { alignColumns, counted, firstOf } from "../messages/text.ts";
import type { ComparedConfiguration, ComparedResult, ComparedResults, Difference } from "./diff.ts";

/** Two grids, and their differences. */
export interface GridDiff {
  /** As the user typed it. */
  readonly a: string;
  readonly b: string;
  readonly differences: readonly Difference[];
  readonly results: ComparedResults;
}

const MAX_TEXT = 100;
const SUBJECTS = "configuration, code and settings";
const HOW: Readonly<Record<ComparedResults["matchedBy"], string>> = {
  configuration: "",
  axes: ", with the same values of their axes (nothing else is the same)",
  parameters: ", with the same parameters",
};
const MAX_NAMES = 5;

/**
 * Renders a comparison.
 *
 * @param rows maximum number of configurations: those whose results differ most
 */
export function renderDiff({ a, b, differences, results }: GridDiff, rows: number): string[] {
  const { both, matchedBy, onlyA, onlyB } = results;
  const how = both.length > 0 ? HOW[matchedBy] : "";
  return [
    `a: ${printable(a)}`,
    `b: ${printable(b)}`,
    ...(differences.length === 0 ? [`no differences in ${matchedBy === "parameters" ? "parameters" : SUBJECTS}`] : []),
    ...differences.map(describeDifference),
    `${counted(both.length, "configuration")} in both${how}`,
    ...renderTable(both, rows),
    ...renderOnly("a", onlyA),
    ...renderOnly("b", onlyB),
  ];
}

function describeDifference({ kind, tasks, key, a, b }: Difference): string {
  const inTasks = tasks === undefined ? "" : ` (${tasks.map(printable).join(", ")})`;
  return `  ${kind === "grid" ? "" : `${kind} `}${printable(key)}${inTasks}: ${quote(a)} → ${quote(b)}`;
}

function quote(text: string | null): string {
  if (text === null) return "absent";
  const line = printable(text.replaceAll(/\s+/g, " "));
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}

function renderOnly(grid: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`${names.length} only in ${grid}: ${firstOf(names.map(printable), MAX_NAMES)}`];
}

function renderTable(both: readonly ComparedConfiguration[], most: number): string[] {
  const columns = both[0]?.results.map(({ column }) => column) ?? [];
  if (columns.length === 0) return [];
  const shown = both.toSorted((x, y) => distance(y.results[0]!) - distance(x.results[0]!)).slice(0, most);
  const header = ["configuration", "n", ...columns.flatMap((column) => [`${column} a`, "b", "b - a"])];
  const more = both.length - shown.length;
  return [
    ...alignColumns([header, ...shown.map(cellsOf)]).map((line) => `  ${line}`),
    ...(more > 0 ? [`  … and ${more} more (--all lists all)`] : []),
  ];
}

// Configurations without a number in both grids cannot be compared and come last.
function distance({ a, b }: ComparedResult): number {
  return a === null || b === null || Number.isNaN(b - a) ? -1 : Math.abs(b - a);
}

function cellsOf({ name, nameB, nA, nB, results }: ComparedConfiguration): string[] {
  return [
    printable(name === nameB ? name : `${name} = ${nameB}`),
    nA === nB ? String(nA) : `${nA}, ${nB}`,
    ...results.flatMap(({ a, b, stdA, stdB }) => [
      meanText(a, stdA),
      meanText(b, stdB),
      a === null || b === null ? "-" : signed(b - a, Math.max(Math.abs(a), Math.abs(b))),
    ]),
  ];
}

function meanText(mean: number | null, std: number | null): string {
  if (mean === null) return "-";
  const text = formatMean({ mean, std: std ?? undefined });
  return text.mean + text.std;
}

// A difference with its sign, with as many decimals as the results have.
function signed(difference: number, size: number): string {
  if (Number.isNaN(difference)) return "NaN";
  const digits = formatMean({ mean: size, std: undefined }).mean.split(".")[1]?.length ?? 0;
  const text = Number.isFinite(size) && size < 1e6 && size >= 1e-3
    ? difference.toFixed(digits)
    : difference.toPrecision(3);
  return Number(text) > 0 ? `+${text}` : text;
}
