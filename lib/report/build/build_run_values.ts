/** Lists the values of single runs. */
import type { ReportContext } from "./report_context.ts";
import type { RunValues } from "../model.ts";

/** The values of all trained models, by configuration and then repetition. */
export function buildRunValues({ experiments, order, configurations, columns }: ReportContext): RunValues {
  // In the order in which the summary got them.
  const trained = new Map<number, { readonly repetition: number; readonly seconds: number }[]>();
  for (const { configuration, repetition, seconds, trained: isTrained } of experiments) {
    if (!isTrained) continue;
    const known = trained.get(configuration);
    if (known === undefined) trained.set(configuration, [{ repetition, seconds }]);
    else known.push({ repetition, seconds });
  }
  const runs = order.flatMap((index, position) =>
    (trained.get(index) ?? []).map((run, model) => ({ ...run, position, model }))
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
