/** Describes configuration values in messages. */
import { isList, isMap, isScalar, keyText, type Value } from "./value.ts";

/**
 * A value on one line, for messages and names: scalars as written, strings without quotes, lists and maps in YAML's flow
 * style.
 */
export function describe(value: Value): string {
  if (typeof value === "string") return value;
  if (isScalar(value)) return value.text;
  if (isList(value)) return `[${value.map(describe).join(", ")}]`;
  return `{${Array.from(value, ([key, item]) => `${keyText(key)}: ${describe(item)}`).join(", ")}}`;
}

/** The type of a value in words, for `expected …, got …`: `a map`, `a list`, `a number`, `nothing` for null. */
export function kindOf(value: Value): string {
  if (typeof value === "string") return "a string";
  if (isMap(value)) return "a map";
  if (isList(value)) return "a list";
  if (value.value === null) return "nothing";
  if (typeof value.value === "boolean") return "a boolean";
  return typeof value.value === "string" ? "a date" : "a number";
}
