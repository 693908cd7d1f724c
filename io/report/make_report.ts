/** Makes the file of a report, as small as it has to be. */
import { buildReport, type CurveDetail, type ReportContents } from "../../lib/report/build/build_report.ts";
import { MAX_PARTS } from "../../lib/report/experiment_details.ts";
import { listCurveBands } from "../../lib/report/pack/curve_bands.ts";
import { pack } from "../../lib/report/pack/pack.ts";
import { listRunCurves } from "../../lib/report/pack/run_curves.ts";
import { listRunValues } from "../../lib/report/pack/run_values.ts";
import { renderPage } from "../../lib/report/page/render_page.tsx";
import type { Report } from "../../lib/report/model.ts";
import type { ReportInput } from "../../lib/report/report_input.ts";

/** A report that was made. */
export interface MadeReport {
  readonly html: string;
  /** Number of bytes. */
  readonly size: number;
  readonly report: Report;
}

/** What is tried until a file is small enough. */
const DETAILS: readonly CurveDetail[] = [
  { parts: MAX_PARTS, withRuns: true },
  { parts: 50, withRuns: true },
  { parts: 25, withRuns: true },
  { parts: 25, withRuns: false },
];

/** How to make a report. */
export interface MakeOptions {
  /** Maximum number of bytes: curves are thinned until the file fits. The last try may be larger. */
  readonly maxSize?: number | undefined;
  /** After how many seconds the page loads itself again; absent if it does not. */
  readonly reload?: number | undefined;
}

/** Makes a report. */
export function makeReport(input: ReportInput, { maxSize = Infinity, reload }: MakeOptions = {}): MadeReport {
  let made: MadeReport | undefined;
  for (const detail of DETAILS) {
    const contents = buildReport(input, detail);
    const html = renderPage({ ...contents, packed: packContents(contents), ...(reload && { reload }) });
    made = { html, size: new TextEncoder().encode(html).length, report: contents.report };
    if (made.size <= maxSize) break;
  }
  return made!;
}

function packContents({ runs, bands, runCurves }: ReportContents): Map<string, string> {
  return new Map([
    ["data-runs", pack(listRunValues(runs))],
    ...bands.map((column, index) => [`data-curves-${index}`, pack(listCurveBands(column))] as const),
    ...runCurves.map((column, index) => [`data-curves-${index}-runs`, pack(listRunCurves(column))] as const),
  ]);
}
