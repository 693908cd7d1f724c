/** Makes short names, safe in file names, from keys and values of axes. */
import { leaves, removedKey } from "../config/key_path.ts";
import { describe, isList, isMap, type Value } from "../config/value.ts";

/**
 * Shortens dotted keys to distinct tails: `training.optimizer.lr` and `model.width` become `lr` and `width`.
 *
 * @returns the tail of each key
 */
export function shortNames(keys: readonly string[]): Map<string, string> {
  const tails = new Map<string, string>();
  for (const key of keys) {
    const parts = key.split(".");
    const others = keys.filter((other) => other !== key).map((other) => `.${other}`);
    for (let n = 1; n <= parts.length; n++) {
      const tail = parts.slice(-n).join(".");
      tails.set(key, tail);
      if (!others.some((other) => other.endsWith(`.${tail}`))) break;
    }
  }
  return tails;
}

/** Replaces characters that need quoting in shells or are invalid in file names with `_`. */
export function safeName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._=,+@-]/g, "_");
}

/** Distinct labels of up to 32 safe characters for the values of an axis; duplicates get a number. */
export function labelsOf(values: readonly Value[]): string[] {
  const bare = values.map((value) => safeName(shortLabel(value)).slice(0, 32) || "empty");
  const taken = new Set(bare);
  const counts = new Map<string, number>();
  return bare.map((label) => {
    let count = (counts.get(label) ?? 0) + 1;
    if (count > 1) { while (taken.has(`${label}_${count}`)) count++; }
    counts.set(label, count);
    if (count === 1) return label;
    taken.add(`${label}_${count}`);
    return `${label}_${count}`;
  });
}

function shortLabel(value: Value): string {
  if (isList(value)) return value.map(shortLabel).join(",");
  if (isMap(value)) {
    const name = value.get("name");
    if (typeof name === "string") return name;
    return leaves(value).map(([key, leaf]) =>
      `${key.split(".").at(-1)}${removedKey(key) === undefined ? "=" + shortLabel(leaf) : ""}`
    )
      .join(",");
  }
  return describe(value).replace(/^-?\d+\.0e/, (text) => text.replace(".0", ""));
}
