/** Lists the values of single runs. */
import type { RunValues } from "../model.ts";
import type { ReportContext } from "./report_context.ts";

/** The values of all trained models, by configuration and then repetition. */
export function buildRunValues({ experiments, order, configurations, columns }: ReportContext): RunValues {
  // In the order in which the summary got them.
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
