/** Lists the configurations of a report. */
import { type Statistics, statisticsOf } from "../../analysis/statistics.ts";
import type { ReportContext } from "./report_context.ts";
import type { Configuration, Result } from "../model.ts";

/**
 * The configurations in the order of the report.
 *
 * @param members positions of those that may be the best
 */
export function buildConfigurations(context: ReportContext, members: ReadonlySet<number>): Configuration[] {
  const { configurations, summary, columns, gridOf, experiments, order } = context;
  const seconds = new Map<number, number[]>();
  for (const { configuration, trained, seconds: time } of experiments) {
    if (!trained || Number.isNaN(time)) continue;
    const times = seconds.get(configuration);
    if (times === undefined) seconds.set(configuration, [time]);
    else times.push(time);
  }
  return configurations.map((row, position): Configuration => {
    const times = seconds.get(order[position]!);
    return {
      grid: gridOf[order[position]!]!,
      name: row.name,
      params: summary.params.map((key) => row.params.get(key) ?? null),
      n: row.n,
      failed: row.failed,
      unfinished: row.unfinished,
      results: columns.map((column) => resultOf(row.statistics(column))),
      ...(times && { seconds: resultOf(statisticsOf(times))! }),
      ...(members.has(position) && { candidate: true }),
    };
  });
}

function resultOf(statistics: Statistics | undefined): Result | null {
  if (statistics === undefined) return null;
  const { n, mean, std } = statistics;
  return std === undefined ? [n, mean] : [n, mean, std];
}
