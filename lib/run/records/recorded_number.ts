/** Numbers in records: JSON has no notation for those that are not finite. */
import type { RecordedNumber } from "./journal_record.ts";

/** The number as it is recorded; `Number()` gives it back. */
export function recordedNumber(value: number): RecordedNumber {
  return Number.isFinite(value) ? value : String(value) as RecordedNumber;
}
