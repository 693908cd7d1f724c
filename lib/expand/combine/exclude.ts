/** Matches combinations against exclusions. */
import { equalValues } from "../../config/canonical.ts";
import { getAt, leaves, removedKey } from "../../config/key_path.ts";
import { isList, isMap, keyText, type Value, type ValueMap } from "../../config/value.ts";
import type { Exclusion } from "../../grid/axes/exclusions.ts";
import { below, type Report } from "../../messages/problem.ts";
import { suggestion } from "../../messages/suggestion.ts";
import type { Group } from "../../plan/plan.ts";
import { overlaps } from "../overlaps.ts";

/** Whether an exclusion matches a configuration: all its conditions are fulfilled. */
export function matches(exclusion: Exclusion, config: ValueMap): boolean {
  return exclusion.conditions.every(({ parts, wanted }) => {
    const value = getAt(config, parts);
    return value !== undefined && fits(value, wanted);
  });
}

// A list matches any of its items, and a list equal to it. A map matches a map that has all of its keys.
function fits(value: Value, wanted: Value): boolean {
  return fitsOne(value, wanted) || (isList(wanted) && wanted.some((one) => fitsOne(value, one)));
}

function fitsOne(value: Value, wanted: Value): boolean {
  if (!isMap(wanted) || !isMap(value) || wanted.size === 0) return equalValues(value, wanted);
  return Array.from(wanted).every(([key, item]) => {
    const removed = removedKey(key);
    if (removed !== undefined) return getAt(value, [removed]) === undefined;
    const actual = getAt(value, [keyText(key)]);
    return actual !== undefined && fits(actual, item);
  });
}

/**
 * Warns about an exclusion that has matched no combination, most likely because of a misspelled key.
 *
 * @param drawn keys of axes that are drawn: they may not have had the excluded value this time
 */
export function warnUnused(
  exclusion: Exclusion,
  groups: readonly Group[],
  drawn: ReadonlySet<string>,
  report: Report,
): void {
  for (const { parts } of exclusion.conditions) {
    const key = parts.join(".");
    const known = groups.flatMap((
      group,
    ) => [...leaves(group.config).map(([leaf]) => leaf), ...group.axes.map((axis) => axis.key)]);
    if (known.some((leaf) => overlaps(leaf, key))) continue;
    report.warning(
      below(exclusion.origin, key),
      `exclusion matches nothing: no configuration has "${key}"${suggestion(key, known)}`,
    );
    return;
  }
  if (exclusion.conditions.some(({ parts }) => drawn.has(parts.join(".")))) return;
  report.warning(exclusion.origin, "exclusion matches no combination");
}
