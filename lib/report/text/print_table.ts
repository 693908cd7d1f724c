/** Prints configurations as text: for spreadsheets, pull requests and papers. */
import { formatMean } from "../../analysis/statistics.ts";
import { printCsv } from "../../analysis/tables/print_csv.ts";
import { printable } from "../../messages/printable.ts";
import type { Configuration, Report } from "../model.ts";
import { fullName, type Labels } from "../view/labels.ts";

export type TableFormat = "csv" | "markdown" | "latex";

/** What to print. */
export interface PrintedTable {
  readonly report: Report;
  readonly labels: Labels;
  /** Indices of configurations, in order. */
  readonly rows: readonly number[];
  /** Indices of result columns, in order. */
  readonly columns: readonly number[];
  /** Whether there is another column with the mean of the ranked result over the fresh seeds. */
  readonly withFresh?: boolean;
}

/**
 * Prints a table.
 *
 * CSV has all digits, and separate columns for means and standard deviations. The other formats have the digits of the
 * terminal.
 *
 * @returns lines, the last one with its end
 */
export function printTable(table: PrintedTable, format: TableFormat): string {
  if (format === "csv") return csvOf(table);
  return format === "markdown" ? printMarkdown(table) : printLatex(table);
}

function csvOf({ report, rows, columns, withFresh }: PrintedTable): string {
  const header = [
    ...(report.grids.length > 1 ? ["grid"] : []),
    "experiment_name",
    ...report.params.map((key) => `param_${key}`),
    "n",
    "failed",
    ...columns.flatMap((column) => [`${report.columns[column]}_mean`, `${report.columns[column]}_std`]),
    ...(withFresh ? ["n", "mean", "std"].map((name) => `${rankedName(report)}_fresh_${name}`) : []),
  ];
  const lines = rows.map((index) => {
    const row = report.configurations[index]!;
    return [
      ...(report.grids.length > 1 ? [report.grids[row.grid]!] : []),
      row.name,
      ...row.params.map((value) => value ?? ""),
      String(row.n),
      String(row.failed),
      ...columns.flatMap((column) => [1, 2].map((at) => String(row.results[column]?.[at] ?? ""))),
      ...(withFresh ? [0, 1, 2].map((at) => String(row.fresh?.[at] ?? "")) : []),
    ];
  });
  return [...printCsv({ columns: header, rows: lines, blank: "" })].join("");
}

function rankedName({ columns, ranking }: Report): string {
  return ranking === undefined ? "" : columns[ranking.column]!;
}

function printMarkdown(table: PrintedTable): string {
  const escape = (text: string) =>
    printable(text).replaceAll(
      /[\\`*_{}[\]<>()#+!|~&$@]/g,
      (character) => ESCAPED_IN_HTML[character] ?? `\\${character}`,
    );
  const { left, cells } = cellsOf(table, escape, (mean, std) => `${mean}${std}`);
  const [header, ...rows] = cells;
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |\n`;
  return [line(header!), line(header!.map((_, at) => at < left ? "---" : "---:")), ...rows.map(line)].join("");
}

// Characters that Markdown would read as an element or a mention.
const ESCAPED_IN_HTML: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;" };

function printLatex(table: PrintedTable): string {
  const escape = (text: string) => printable(text).replaceAll(/[\\{}$&#%_^~<>|"]/g, (character) => LATEX[character]!);
  const { left, cells } = cellsOf(
    table,
    escape,
    (mean, std, isBest) => {
      const deviation = std === "" ? "" : ` $\\pm$ ${latexNumber(std.replace(" ± ", ""))}`;
      return `${isBest ? latexBold(mean) : latexNumber(mean)}${deviation}`;
    },
  );
  const [header, ...rows] = cells;
  const line = (row: readonly string[]) => `${row.join(" & ")} \\\\`;
  return [
    `\\begin{tabular}{${header!.map((_, at) => at < left ? "l" : "r").join("")}}`,
    "\\toprule",
    line(header!),
    "\\midrule",
    ...rows.map(line),
    "\\bottomrule",
    "\\end{tabular}",
    "",
  ].join("\n");
}

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
};

function latexNumber(text: string): string {
  if (!/^-?[\d.]+(?:e[+-]?\d+)?$/.test(text)) return text;
  const [digits, exponent] = text.split("e");
  if (exponent === undefined) return text.startsWith("-") ? `$${text}$` : text;
  return `$${digits} \\times 10^{${Number(exponent)}}$`;
}

function latexBold(text: string): string {
  const number = latexNumber(text);
  return number.startsWith("$") ? `$\\mathbf{${number.slice(1, -1)}}$` : `\\textbf{${number}}`;
}

// The best mean of the ranked result among rows. Other results have no goal.
function bestMean({ configurations, ranking }: Report, rows: readonly number[]): number | undefined {
  if (ranking === undefined || rows.length < 2) return undefined;
  const means = rows.flatMap((index) => {
    const mean = configurations[index]!.results[ranking.column]?.[1];
    return mean === undefined || Number.isNaN(mean) ? [] : [mean];
  });
  return ranking.goal === "maximize" ? Math.max(...means) : Math.min(...means);
}

interface Cells {
  /** Number of columns that are aligned to the left. */
  readonly left: number;
  /** The header, and the rows. */
  readonly cells: readonly (readonly string[])[];
}

function cellsOf(
  { report, labels, rows, columns, withFresh }: PrintedTable,
  escape: (text: string) => string,
  format: (mean: string, std: string, isBest: boolean) => string,
): Cells {
  const best = bestMean(report, rows);
  const names = labels.needNames || report.params.length === 0;
  const first = [...(report.grids.length > 1 ? ["grid"] : []), ...(names ? ["configuration"] : []), ...labels.params];
  const texts = (row: Configuration) => [
    ...(report.grids.length > 1 ? [report.grids[row.grid]!] : []),
    ...(names ? [fullName(row)] : []),
    ...row.params.map((value) => value ?? ""),
  ];
  const fresh = withFresh ? [`${rankedName(report)} (fresh)`] : [];
  const header = [...first, "n", ...columns.map((column) => report.columns[column]!), ...fresh].map(escape);
  const lines = rows.map((index) => {
    const row = report.configurations[index]!;
    const shown = [...columns.map((column) => row.results[column]), ...(withFresh ? [row.fresh] : [])];
    const results = shown.map((result, at) => {
      if (result === null || result === undefined) return "";
      const { mean, std } = formatMean({ mean: result[1], std: result[2] });
      return format(mean, std, columns[at] === report.ranking?.column && result[1] === best);
    });
    return [...texts(row).map(escape), String(row.n), ...results];
  });
  return { left: first.length, cells: [header, ...lines] };
}
