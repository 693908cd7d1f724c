/** Judges a training by all of its rows. */
import type { Measurement } from "../../results/measurement_reader.ts";
import { type Halving, judgeAt, MAX_RUNGS, resourceAt, type Rung, standingAfter } from "../../search/rungs.ts";
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
  let standing: number | undefined;
  for (const { resource, value } of rows) {
    standing = standingAfter(standing, value, rule);
    const judgement = judgeAt(rungs, behind, { value: standing, resource }, rule);
    ({ rungs, behind } = judgement);
    for (const { rung, verdict } of judgement.verdicts) {
      records.push(verdictFields(rung, standing, verdict));
      if (!verdict.goesOn) return { rungs, records };
    }
  }
  return { rungs, records };
}

/** What counts at the first row that has reached each rung. */
export function rungValues(
  rows: Iterable<Measurement>,
  rule: Halving,
): { readonly rung: number; readonly value: number }[] {
  const values: { readonly rung: number; readonly value: number }[] = [];
  let standing: number | undefined;
  for (const { resource, value } of rows) {
    standing = standingAfter(standing, value, rule);
    while (values.length < MAX_RUNGS && resource >= resourceAt(rule, values.length)) {
      values.push({ rung: resourceAt(rule, values.length), value: standing });
    }
  }
  return values;
}
