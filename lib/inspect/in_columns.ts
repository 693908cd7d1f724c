/** Names results as the columns of an analysis. */
import type { GROUPS } from "../analysis/result_names.ts";
import type { Fields } from "../results/experiment_result.ts";

/** Results of a group by column: `loss` of a validation is `validation_loss`. */
export function inColumns(group: (typeof GROUPS)[number], results: Fields): Fields {
  return new Map(Array.from(results, ([name, text]) => [`${group}_${name}`, text]));
}
