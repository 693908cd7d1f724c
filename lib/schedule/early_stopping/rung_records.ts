/** Records of values at the rungs of early stopping. */
import { comparedBy, type HalvingRule } from "../../grid/settings/halving_rule.ts";
import type { RungRecord } from "../../run/records/journal_record.ts";
import { recordedNumber } from "../../run/records/recorded_number.ts";
import type { Verdict } from "../../search/rungs.ts";

/** What a record says of a value. */
export type RungFields = Pick<RungRecord, "rung" | "value" | "goes_on" | "of" | "cut">;

/** What a record says of a value that was judged. */
export function verdictFields(rung: number, value: number, { goesOn, of, cut }: Verdict): RungFields {
  const fields = { rung, value: recordedNumber(value), goes_on: goesOn, of };
  return cut === undefined ? fields : { ...fields, cut: recordedNumber(cut) };
}

/**
 * The record of a value of a training.
 *
 * @param launch the id of the experiment, and the number of the launch
 * @param time milliseconds since the epoch
 */
export function rungRecord(
  launch: Pick<RungRecord, "id" | "launch">,
  fields: RungFields,
  rule: HalvingRule,
  time: number,
): RungRecord {
  return { type: "rung", time, stage: "train", ...launch, ...fields, ...comparedBy(rule) };
}
