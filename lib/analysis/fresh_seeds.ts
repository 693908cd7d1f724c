/** Says what the selection of a seed by early stopping does to a mean. */
import { printable } from "../messages/printable.ts";
import { formatMean } from "./format_mean.ts";
import type { ConfigurationSummary, Summary } from "./summary.ts";

/** Whether early stopping has selected any of the trained models. */
export function hasSelected({ configurations }: Summary): boolean {
  return configurations.some(({ judged }) => judged > 0);
}

/**
 * What to say beside the best configuration: its mean is too good, as it includes a seed that was selected for being good.
 *
 * @param column what configurations are ranked by
 * @returns `undefined` if its mean is not one of selected seeds, or there is nothing that it was selected from
 */
export function describeSelected(
  best: ConfigurationSummary,
  column: string,
  summary: Summary,
): string | undefined {
  if (best.judged === 0 || summary.configurations.length < 2) return undefined;
  const fresh = best.fresh(column);
  const seeds = best.judged === best.n ? "is of the seed" : "includes the seed";
  const claim = `the mean of ${printable(best.name)} ${seeds} that early stopping selected, and is likely too good`;
  if (fresh === undefined) return `${claim}: two further repetitions would tell (experiment_repetitions: 3, --resume)`;
  const { mean, std } = formatMean(fresh);
  return `${claim}: its ${fresh.n} fresh seeds have ${mean}${std} (--fresh shows them for all)`;
}
