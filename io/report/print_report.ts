/** Prints the best configurations of a report as a table for other programs. */
import { buildReport } from "../../lib/report/build/build_report.ts";
import type { ReportInput } from "../../lib/report/report_input.ts";
import { printTable, type TableFormat } from "../../lib/report/text/print_table.ts";
import { fullName, labelsOf } from "../../lib/report/view/labels.ts";

export interface PrintedRows {
  /** Maximum number of configurations. */
  readonly best: number;
  /** Whether to add a column with the means over fresh seeds, if early stopping has selected others. */
  readonly withFresh: boolean;
}

export interface PrintedReport {
  readonly text: string;
  /** Number of configurations in it, of all. */
  readonly shown: number;
  readonly total: number;
  /** Those that have no value of what is ranked by, with the number of their runs that failed. They come last. */
  readonly unranked: readonly { readonly name: string; readonly failed: number }[];
}

// Bytes that a step may add to the summary of a GitHub workflow.
const MAX_SIZE = 1 << 20;
// As in the terminal.
const MAX_RESULTS = 4;

/**
 * Prints the best configurations.
 *
 * @param rows fewer if the table would have more than 1 MiB
 */
export function printReport(
  input: ReportInput,
  format: TableFormat,
  { best, withFresh }: PrintedRows,
): PrintedReport {
  const { report } = buildReport(input, { parts: 1, withRuns: false });
  const { ranking, configurations, mainColumns } = report;
  const hasValue = (index: number) => ranking === undefined || configurations[index]!.results[ranking.column] !== null;
  const all = Array.from(configurations.keys());
  const last = all.filter((index) => !hasValue(index));
  const ordered = [...all.filter(hasValue), ...last];
  const columns = Array.from({ length: Math.min(MAX_RESULTS, mainColumns) }, (_, column) => column);
  const labels = labelsOf(report);
  const hasFresh = withFresh && ranking !== undefined && configurations.some(({ fresh }) => fresh !== undefined);
  for (let rows = ordered.slice(0, best);; rows = rows.slice(0, rows.length / 2)) {
    const text = printTable({ report, labels, rows, columns, withFresh: hasFresh }, format);
    const isSmall = new TextEncoder().encode(text).length <= MAX_SIZE;
    if (!isSmall && rows.length >= 2) continue;
    const unranked = last.map((index) => ({
      name: fullName(configurations[index]!),
      failed: configurations[index]!.failed,
    }));
    return { text, shown: rows.length, total: ordered.length, unranked };
  }
}
