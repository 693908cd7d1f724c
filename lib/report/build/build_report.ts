/** Builds a report from the results of grids. */
import { rank } from "../../analysis/ranking.ts";
import { mainResults } from "../../analysis/result_names.ts";
import { RUN_STATE_NAMES } from "../../run/run_state.ts";
import type { CurveBand, Curves, RunCurve } from "../curves/curve_model.ts";
import type { Cost, Counts, Report, RunValues } from "../model.ts";
import type { ReportInput } from "../report_input.ts";
import { buildParameters, buildVerdict } from "./build_parameters.ts";
import { buildProvenance } from "./build_provenance.ts";
import { redactReport } from "./redact.ts";
import { buildConfigurations, buildFailures, buildRunValues, type ReportContext } from "./report_parts.ts";

/** How many details of the curves a report has. */
export interface CurveDetail {
  /** Maximum number of parts of a curve. */
  readonly parts: number;
  /** Whether it has the curves of single runs. */
  readonly withRuns: boolean;
}

/** A report, and its numbers before they are packed. */
export interface ReportContents {
  readonly report: Report;
  readonly runs: RunValues;
  /** By curve column. */
  readonly bands: readonly (readonly CurveBand[])[];
  readonly runCurves: readonly (readonly RunCurve[])[];
}

/** Columns beyond these are left out, with a warning. */
const MAX_COLUMNS = 200;

export function buildReport(input: ReportInput, detail: CurveDetail): ReportContents {
  const { summary, ranking } = input;
  const main = mainResults(summary.columns, ranking?.column);
  const minor = summary.columns.filter((column) => !main.includes(column));
  const columns = [...main, ...minor].slice(0, MAX_COLUMNS);
  const context = contextOf(input, columns);
  const { positions } = context;
  const runs = buildRunValues(context);
  const verdict = buildVerdict(context);
  const parameters = buildParameters(context, runs);
  const curves = input.curves.finish({ parts: detail.parts, position: (configuration) => positions[configuration]! });
  const cost = buildCost(columns, input, runs);
  const left = summary.columns.length - columns.length;
  const { bands = [], runs: runCurves = [], ...shownCurves } = curves ?? {};
  const report: Report = {
    version: 1,
    grids: input.grids.map(({ name }) => name),
    created: input.created,
    generator: input.version,
    counts: countsOf(input),
    params: summary.params,
    columns,
    mainColumns: Math.min(main.length, columns.length),
    ...(ranking && { ranking: { column: columns.indexOf(ranking.column), goal: ranking.goal } }),
    ...(input.unranked !== undefined && { unranked: input.unranked }),
    configurations: buildConfigurations(context, verdict.members),
    verdict: verdict.verdict,
    ...(parameters && { parameters }),
    ...(curves &&
      { curves: describeCurves(shownCurves as Pick<Curves, "columns" | "parts">, ranking?.column, detail) }),
    ...(cost && { cost }),
    failures: buildFailures(context),
    provenance: buildProvenance(context, verdict.verdict),
    warnings: [...input.warnings, ...(left > 0 ? [`left out: ${left} of ${summary.columns.length} results`] : [])],
  };
  return {
    report: redactReport(report, input),
    runs,
    bands,
    runCurves: detail.withRuns ? runCurves : [],
  };
}

function contextOf(input: ReportInput, columns: readonly string[]): ReportContext {
  const { configurations } = input.summary;
  const order = orderOf(input);
  const positions: number[] = [];
  for (const [position, index] of order.entries()) positions[index] = position;
  // The summary of a single grid has its root in place of a name.
  const grids = new Map(input.grids.flatMap(({ name, root }, index) => [[root, index], [name, index]]));
  return {
    ...input,
    order,
    positions,
    columns,
    configurations: order.map((at) => configurations[at]!),
    gridOf: configurations.map(({ grid }) => grids.get(grid)!),
  };
}

// Best first; then those without a value, in the order of the grid.
function orderOf({ summary, ranking }: ReportInput): number[] {
  const all = Array.from(summary.configurations.keys());
  if (ranking === undefined) return all;
  const indices = new Map(summary.configurations.map((configuration, index) => [configuration, index]));
  const ranked = rank(summary, ranking.column, ranking.goal).map((configuration) => indices.get(configuration)!);
  const known = new Set(ranked);
  return [...ranked, ...all.filter((index) => !known.has(index))];
}

function countsOf({ experiments, tests, pending, summary }: ReportInput): Counts {
  const counts = new Map<string, number>([["pending", pending]]);
  for (const { state } of experiments) counts.set(state, (counts.get(state) ?? 0) + 1);
  // If the first repetition is stopped early, the others are never started: only the summary counts them.
  const stopped = summary.configurations.reduce((sum, { stopped }) => sum + stopped, 0);
  const skipped = stopped - (counts.get("stopped_early") ?? 0);
  counts.set("stopped_early", stopped);
  const known = experiments.filter(({ allSeconds }) => !Number.isNaN(allSeconds));
  return {
    experiments: experiments.length + skipped + pending,
    tests,
    states: [
      ...RUN_STATE_NAMES.map((state) => [state, counts.get(state) ?? 0] as const),
      // Trees record no states: their models count as trained.
      ["trained", counts.get("") ?? 0] as const,
    ].filter(([, count]) => count > 0),
    pendingConfigurations: summary.pending,
    ...(known.length > 0 && { seconds: known.reduce((sum, { allSeconds }) => sum + allSeconds, 0) }),
  };
}

// The curve of the ranked result is the most important one, then a validation loss.
function describeCurves(
  curves: Pick<Curves, "columns" | "parts" | "thinnedFrom">,
  ranked: string | undefined,
  { withRuns }: CurveDetail,
): Curves {
  const find = (test: (name: string) => boolean) => curves.columns.findIndex(({ name }) => test(name));
  const candidates = [find((name) => name === ranked), find((name) => /^validation_.*loss/.test(name))];
  return {
    ...curves,
    first: [...candidates, find((name) => name.startsWith("validation_")), 0].find((index) => index >= 0)!,
    ...(!withRuns && { withoutRuns: true }),
  };
}

// Names of costs: numbers of parameters, operations, bytes and seconds.
const COST = /(?:^|_)(?:n_?params?|num_?params?|parameters?|flops?|macs?|memory|bytes|seconds|latency|time)(?:_|$)/i;

function buildCost(columns: readonly string[], { ranking }: ReportInput, { seconds }: RunValues): Cost | undefined {
  const measured = columns.flatMap((column, index) => COST.test(column) && column !== ranking?.column ? [index] : []);
  const against = [...(seconds.some((time) => !Number.isNaN(time)) ? ["seconds" as const] : []), ...measured];
  return against.length === 0 || columns.length === 0 ? undefined : { against };
}
