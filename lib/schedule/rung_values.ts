/** The values of a run at the rungs of early stopping, from all of its rows. */
import type { Measurement } from "../results/measurement_reader.ts";
import { betterOf, type Halving, resourceAt } from "../search/rungs.ts";

/** The best value at the first row that has reached each rung. */
export function rungValues(
  rows: Iterable<Measurement>,
  rule: Halving,
): { readonly rung: number; readonly value: number }[] {
  const values: { readonly rung: number; readonly value: number }[] = [];
  let best: number | undefined;
  for (const { resource, value } of rows) {
    best = betterOf(best, value, rule);
    for (let rung = resourceAt(rule, values.length); resource >= rung; rung = resourceAt(rule, values.length)) {
      values.push({ rung, value: best });
    }
  }
  return values;
}
