/** Parses exclusions, from `grid_exclude` and from `exclude` of a task. */
import { splitKey } from "../../config/key_path.ts";
import { isList, isMap, isScalar, keyText, kindOf, type Value } from "../../config/value.ts";
import { below, type Origin, type Report } from "../../messages/problem.ts";

/** Excludes the combinations that fulfil all conditions. */
export interface Exclusion {
  readonly conditions: readonly { readonly parts: readonly string[]; readonly wanted: Value }[];
  readonly origin: Origin;
}

/** Parses a list of exclusions. Invalid ones are reported and left out. */
export function parseExclusions(value: Value | undefined, origin: Origin, report: Report): Exclusion[] {
  if (value === undefined || (isScalar(value) && value.value === null)) return [];
  if (!isList(value)) {
    report.error(origin, `exclusions: expected a list of maps, got ${kindOf(value)}`);
    return [];
  }
  return value.flatMap((entry, index) => {
    const here = below(origin, index);
    if (!isMap(entry) || entry.size === 0) {
      const actual = isMap(entry) ? "an empty map" : kindOf(entry);
      report.error(here, `exclusion: expected a map of keys to values, got ${actual}`);
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
