/** Builds the parts of a report: its configurations, their failures, and the values of single runs. */
import { basename, dirname, relative } from "@std/path";
import { hasSelected } from "../../analysis/describe_doubts.ts";
import { type Statistics, statisticsOf } from "../../analysis/statistics.ts";
import type { ConfigurationSummary } from "../../analysis/summary.ts";
import { groupFailures } from "../../failures/group_failures.ts";
import { describeOutcome } from "../../run/outcome.ts";
import {
  type Configuration,
  type FailedRun,
  type FailureGroup,
  MAX_FAILURES_SHOWN,
  type Result,
  type RunValues,
} from "../model.ts";
import type { FailedExperiment, ReportInput } from "../report_input.ts";

/**
 * The configurations in the order of the report.
 *
 * @param members positions of the configurations that may be the best
 */
export function buildConfigurations(context: ReportContext, members: ReadonlySet<number>): Configuration[] {
  const { configurations, summary, columns, gridOf, experiments, order, ranking } = context;
  const timed = Map.groupBy(
    experiments.filter(({ trained, seconds }) => trained && !Number.isNaN(seconds)),
    ({ configuration }) => configuration,
  );
  const names = Map.groupBy(configurations, ({ grid, name }) => `${grid}\0${name}`);
  // If nothing was selected, all seeds are fresh.
  const isSelected = hasSelected(summary);
  return configurations.map((row, position): Configuration => {
    const isAmbiguous = names.get(`${row.grid}\0${row.name}`)!.length > 1;
    const times = timed.get(order[position]!)?.map(({ seconds }) => seconds);
    return {
      grid: gridOf[order[position]!]!,
      name: row.name,
      ...(isAmbiguous && { first: basename(dirname(row.configuration)) }),
      params: summary.params.map((key) => row.params.get(key) ?? null),
      n: row.n,
      failed: row.failed,
      unfinished: row.unfinished,
      results: columns.map((column) => resultOf(row.statistics(column))),
      ...(row.judged > 0 && { selected: true }),
      ...(isSelected && freshOf(row, ranking?.column)),
      ...(times && { seconds: resultOf(statisticsOf(times))! }),
      ...(members.has(position) && { candidate: true }),
    };
  });
}

function freshOf(row: ConfigurationSummary, column: string | undefined): Pick<Configuration, "fresh"> {
  const fresh = column === undefined ? null : resultOf(row.fresh(column));
  return fresh === null ? {} : { fresh };
}

function resultOf(statistics: Statistics | undefined): Result | null {
  if (statistics === undefined) return null;
  const { n, mean, std } = statistics;
  return std === undefined ? [n, mean] : [n, mean, std];
}

// If there are more different failures, the rest says nothing new.
const MAX_GROUPS = 50;
const MAX_COMMON = 8;

/** Groups the failures by their causes, the largest group first. */
export function buildFailures(context: ReportContext): FailureGroup[] {
  const { experiments, summary } = context;
  const all = [...experiments.keys()];
  const params = summary.params.map((key) =>
    experiments.map(({ configuration }) => summary.configurations[configuration]!.params.get(key) ?? null)
  );
  const failed = context.failures.map((failure) => ({ ...failure, stage: failure.failure.stage }));
  return groupFailures(failed, { params, others: { train: all, test: all } }).slice(0, MAX_GROUPS).map((
    { runs, common },
  ) => ({
    cause: runs[0].cause,
    stage: runs[0].stage,
    count: runs.length,
    common: common.slice(0, MAX_COMMON).map(({ factor, value, elsewhere }) => ({ param: factor, value, elsewhere })),
    runs: runs.slice(0, MAX_FAILURES_SHOWN).map((run) => runOf(run, context)),
    log: runs[0].failure.lines,
  }));
}

function runOf({ experiment, failure }: FailedExperiment, context: ReportContext): FailedRun {
  const { configuration, repetition } = context.experiments[experiment]!;
  const { test, state, outcome, seconds, log } = failure;
  const { root } = context.grids[context.gridOf[configuration]!]!;
  const link = relative(context.home, `${root}/${log}`);
  return {
    configuration: context.positions[configuration]!,
    repetition,
    ...(test !== undefined && { test }),
    state,
    outcome: describeOutcome(outcome),
    ...(seconds !== undefined && { seconds }),
    log,
    ...(!link.startsWith("..") && { link: link.split("/").map(encodeURIComponent).join("/") }),
  };
}

/** The values of all trained models, by configuration and then repetition. */
export function buildRunValues({ experiments, order, configurations, columns }: ReportContext): RunValues {
  // In the order in which the summary received them.
  const models = Map.groupBy(experiments.filter(({ trained }) => trained), ({ configuration }) => configuration);
  const runs = order.flatMap((index, position) =>
    (models.get(index) ?? []).map(({ repetition, seconds }, model) => ({ repetition, seconds, position, model }))
      .sort((a, b) => a.repetition - b.repetition)
  );
  return {
    configuration: runs.map(({ position }) => position),
    repetition: runs.map(({ repetition }) => repetition),
    seconds: Float32Array.from(runs, ({ seconds }) => seconds),
    columns: columns.map((column) => {
      const values = configurations.map((configuration) => configuration.values(column));
      return Float32Array.from(runs, ({ position, model }) => values[position]![model] ?? NaN);
    }),
  };
}

/** The input, and the order of the report. */
export interface ReportContext extends ReportInput {
  /** Indices of the summary's configurations in the order of the report, and the inverse. */
  readonly order: readonly number[];
  readonly positions: readonly number[];
  /** The index of the grid of each of the summary's configurations. */
  readonly gridOf: readonly number[];
  /** The result columns of the report. */
  readonly columns: readonly string[];
  readonly configurations: readonly ConfigurationSummary[];
}
