/** Finds keys of an overwrite that overwrite nothing, which usually are misspelled. */
import { findKey, getAt, removedKey } from "../../config/key_path.ts";
import { isMap, keyText, type Value, type ValueMap } from "../../config/value.ts";
import { below, type Origin, type ProblemReport } from "../../messages/report.ts";
import { closest } from "../../messages/suggestion.ts";

/** A key of an upper layer that the lower layers do not have. */
export interface Untouched {
  /** The path to the key, from the root of the upper layer. */
  readonly path: readonly string[];
  /** `, did you mean "…"?`, or empty. */
  readonly suggestion: string;
}

/**
 * The keys of an upper layer that are missing in the lower one and look like mistakes: a sibling has a similar name, the
 * same name exists deeper in the section, or the key is a removal.
 *
 * Other new keys are not mistakes: sections are optional, and trainers have defaults.
 */
export function untouched(base: Value | undefined, over: Value, path: readonly string[] = []): Untouched[] {
  if (!isMap(over) || !isMap(base) || base.size === 0) return [];
  const results: Untouched[] = [];
  const siblings = Array.from(base.keys(), keyText).filter((key) => removedKey(key) === undefined);
  for (const [key, value] of over) {
    const name = removedKey(key) ?? keyText(key);
    const here = [...path, keyText(key)];
    const known = findKey(base, name);
    if (known !== undefined) {
      if (removedKey(key) === undefined) results.push(...untouched(base.get(known), value, here));
      continue;
    }
    const mark = removedKey(key) === undefined ? "" : "~";
    const elsewhere = findBelow(base, name);
    const hint = elsewhere !== undefined
      ? `, did you mean "${[...path, ...elsewhere.slice(0, -1), mark + elsewhere.at(-1)].join(".")}"?`
      : near(name, siblings.filter((sibling) => !over.has(sibling)), path, mark);
    const dotted = name.includes(".") && getAt(base, name.split(".")) !== undefined;
    if (dotted) {
      results.push({
        path: here,
        suggestion: `, did you mean ${name.split(".").join(": {")}: …${"}".repeat(name.split(".").length - 1)}?`,
      });
    } else if (hint !== "" || mark !== "") results.push({ path: here, suggestion: hint });
  }
  return results;
}

function near(name: string, siblings: readonly string[], path: readonly string[], mark: string): string {
  const sibling = closest(name, siblings);
  return sibling === undefined ? "" : `, did you mean "${[...path, mark + sibling].join(".")}"?`;
}

function findBelow(base: ValueMap, name: string): string[] | undefined {
  for (const [key, value] of base) {
    if (!isMap(value)) continue;
    if (findKey(value, name) !== undefined) return [keyText(key), name];
    const deeper = findBelow(value, name);
    if (deeper !== undefined) return [keyText(key), ...deeper];
  }
  return undefined;
}

/** Warns about keys that overwrite nothing in any of the tasks. */
export function warnUntouched(perTask: readonly (readonly Untouched[])[], origin: Origin, report: ProblemReport): void {
  const [first = [], ...others] = perTask;
  for (const { path, suggestion } of first) {
    const key = path.join(".");
    if (!others.every((keys) => keys.some((other) => other.path.join(".") === key))) continue;
    report.warning(
      below(origin, ...path),
      `"${key}" overwrites nothing: the configuration has no such key${suggestion}`,
    );
  }
}
