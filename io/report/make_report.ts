/** Makes the HTML file of a report, and thins its curves until it is small enough. */
import { buildReport, type CurveDetail, type ReportContents } from "../../lib/report/build/build_report.ts";
import { MAX_PARTS } from "../../lib/report/experiment_details.ts";
import { pack } from "../../lib/report/pack/pack.ts";
import { listCurveBands, listRunCurves, listRunValues } from "../../lib/report/pack/packed_curves.ts";
import { renderPage } from "../../lib/report/page/render_page.tsx";
import type { ReportInput } from "../../lib/report/report_input.ts";
import script from "./client/client.js" with { type: "text" };

export interface MadeReport {
  readonly html: string;
  /** Number of bytes. */
  readonly size: number;
  readonly contents: ReportContents;
}

/** The levels of detail that are tried in turn, until the file is small enough. */
const DETAILS: readonly CurveDetail[] = [
  { parts: MAX_PARTS, withRuns: true },
  { parts: 50, withRuns: true },
  { parts: 25, withRuns: true },
  { parts: 25, withRuns: false },
];

export interface MakeOptions {
  /**
   * Maximum number of bytes: curves are thinned until the file fits. The file with the least detail may still be larger.
   * Default: 12 MB.
   */
  readonly maxSize?: number | undefined;
  /** After how many seconds the page loads itself again; absent if it does not. */
  readonly reload?: number | undefined;
}

// Mail servers accept attachments of this size.
const MAX_SIZE = 12e6;

export function makeReport(input: ReportInput, { maxSize = MAX_SIZE, reload }: MakeOptions = {}): MadeReport {
  let made: MadeReport | undefined;
  for (const detail of DETAILS) {
    const contents = buildReport(input, detail);
    const isLast = detail === DETAILS.at(-1);
    // Packing and rendering take time, so they are skipped if the file would certainly be too large.
    if (!isLast && estimateRuns(contents) > 1.2 * maxSize) continue;
    const packed = packContents(contents);
    if (!isLast && sizeOf(packed) > maxSize) continue;
    const html = renderPage({ ...contents, packed, script, ...(reload !== undefined && { reload }) });
    made = { html, size: new TextEncoder().encode(html).length, contents };
    if (made.size <= maxSize) break;
  }
  return made!;
}

// Enough to know the size of all within a few percent.
const SAMPLE = 200;

// About how many bytes the curves of single runs will take, which are most of a large report.
function estimateRuns({ runCurves }: ReportContents): number {
  return runCurves.reduce((sum, runs) => {
    const step = Math.floor(runs.length / SAMPLE);
    if (step < 2) return sum;
    const sample = runs.filter((_, at) => at % step === 0);
    return sum + pack(listRunCurves(sample)).length * runs.length / sample.length;
  }, 0);
}

function sizeOf(packed: ReadonlyMap<string, string>): number {
  return packed.values().reduce((sum, { length }) => sum + length, 0);
}

function packContents({ runs, bands, runCurves }: ReportContents): Map<string, string> {
  return new Map([
    ["data-runs", pack(listRunValues(runs))],
    ...bands.map((column, index) => [`data-curves-${index}`, pack(listCurveBands(column))] as const),
    ...runCurves.map((column, index) => [`data-curves-${index}-runs`, pack(listRunCurves(column))] as const),
  ]);
}
