/** Judges a training by all of its rows. */
import type { Measurement } from "../../results/measurement_reader.ts";
import { betterOf, type Halving, judgeAt, MAX_RUNGS, resourceAt, type Rung } from "../../search/rungs.ts";
import { type RungFields, verdictFields } from "./rung_records.ts";

/**
 * Judges a training that has ended, as if each row was seen when it was written.
 *
 * @param rungsBehind the number of rungs at which it was judged before
 * @param rungsOfTask those of its task
 */
export function judgeRows(
  rows: Iterable<Measurement>,
  rungsBehind: number,
  rungsOfTask: readonly Rung[],
  rule: Halving,
): { readonly rungs: readonly Rung[]; readonly records: readonly RungFields[] } {
  let [rungs, behind] = [rungsOfTask, rungsBehind];
  const records: RungFields[] = [];
  let best: number | undefined;
  for (const { resource, value } of rows) {
    best = betterOf(best, value, rule);
    const judgement = judgeAt(rungs, behind, { best, resource }, rule);
    ({ rungs, behind } = judgement);
    for (const { rung, verdict } of judgement.verdicts) {
      records.push(verdictFields(rung, best, verdict));
      if (!verdict.goesOn) return { rungs, records };
    }
  }
  return { rungs, records };
}

/** The best value at the first row that has reached each rung. */
export function rungValues(
  rows: Iterable<Measurement>,
  rule: Halving,
): { readonly rung: number; readonly value: number }[] {
  const values: { readonly rung: number; readonly value: number }[] = [];
  let best: number | undefined;
  for (const { resource, value } of rows) {
    best = betterOf(best, value, rule);
    while (values.length < MAX_RUNGS && resource >= resourceAt(rule, values.length)) {
      values.push({ rung: resourceAt(rule, values.length), value: best });
    }
  }
  return values;
}
