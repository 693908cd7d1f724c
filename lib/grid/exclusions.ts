/** `grid_exclude`, and `exclude` of a task: combinations that are left out. */
import { kindOf } from "../config/describe.ts";
import { splitKey } from "../config/key_path.ts";
import { isList, isMap, isScalar, keyText, type Value } from "../config/value.ts";
import { below, type Origin, type Report } from "../messages/report.ts";

/** Combinations to leave out: all keys must match, each the value or one of the values. */
export interface Exclusion {
  readonly conditions: readonly { readonly parts: readonly string[]; readonly wanted: Value }[];
  readonly origin: Origin;
}

/** Reads a list of exclusions; those that are wrong are reported and left out. */
export function parseExclusions(value: Value | undefined, origin: Origin, report: Report): Exclusion[] {
  if (value === undefined || (isScalar(value) && value.value === null)) return [];
  if (!isList(value)) {
    report.error(origin, `exclusions must be a list of maps: what is there is ${kindOf(value)}`);
    return [];
  }
  return value.flatMap((entry, index) => {
    const here = below(origin, index);
    if (!isMap(entry) || entry.size === 0) {
      report.error(here, `an exclusion must be a map of keys to values: what is there is ${kindOf(entry)}`);
      return [];
    }
    const conditions = [];
    for (const [key, item] of entry) {
      try {
        conditions.push({ parts: splitKey(keyText(key)), wanted: item });
      } catch (error) {
        report.error(below(here, keyText(key)), (error as Error).message);
      }
    }
    return [{ conditions, origin: here }];
  });
}
