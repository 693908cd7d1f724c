/** Lists the configurations of a report. */
import { basename, dirname } from "@std/path";
import { hasSelected } from "../../analysis/fresh_seeds.ts";
import { type Statistics, statisticsOf } from "../../analysis/statistics.ts";
import type { ConfigurationSummary } from "../../analysis/summary.ts";
import type { Configuration, Result } from "../model.ts";
import type { ReportContext } from "./report_context.ts";

/**
 * The configurations in the order of the report.
 *
 * @param members positions of those that may be the best
 */
export function buildConfigurations(context: ReportContext, members: ReadonlySet<number>): Configuration[] {
  const { configurations, summary, columns, gridOf, experiments, order, ranking } = context;
  const timed = Map.groupBy(
    experiments.filter(({ trained, seconds }) => trained && !Number.isNaN(seconds)),
    ({ configuration }) => configuration,
  );
  const names = Map.groupBy(configurations, ({ grid, name }) => `${grid}\0${name}`);
  // Where nothing was selected, all seeds are fresh.
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
