/** Reads the data of a report from its file. */
import type { CurveBand, RunCurve } from "../lib/report/curves/curve_model.ts";
import { decodeReport, type Report, type RunValues } from "../lib/report/model.ts";
import { readCurveBands, readRunCurves, readRunValues } from "../lib/report/pack/packed_curves.ts";
import { unpack } from "../lib/report/pack/unpack.ts";

/** The report in a file. */
export function reportIn(html: string): Report {
  return decodeReport(dataIn(html, "report")!);
}

/** The values of its runs. */
export async function runsIn(html: string): Promise<RunValues> {
  return readRunValues(await unpack(dataIn(html, "runs")!));
}

/** The curves of its configurations in a curve column. */
export async function bandsIn(html: string, column: number): Promise<CurveBand[]> {
  return readCurveBands(await unpack(dataIn(html, `curves-${column}`)!));
}

/** The curves of its runs; `undefined` if it has none. */
export async function runCurvesIn(html: string, column: number): Promise<RunCurve[] | undefined> {
  const text = dataIn(html, `curves-${column}-runs`);
  return text === undefined ? undefined : readRunCurves(await unpack(text));
}

function dataIn(html: string, name: string): string | undefined {
  return new RegExp(`<script type="application/[-\\w]+" id="data-${name}">([^<]*)</script>`).exec(html)?.[1];
}
