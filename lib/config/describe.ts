/** Configuration values in messages. */
import { isList, isMap, isScalar, keyText, type Value } from "./value.ts";

/**
 * One line that says what a value is, for messages and names: scalars as they are written, strings bare, lists and maps
 * in YAML's flow style.
 */
export function describe(value: Value): string {
  if (typeof value === "string") return value;
  if (isScalar(value)) return value.text;
  if (isList(value)) return `[${value.map(describe).join(", ")}]`;
  return `{${Array.from(value, ([key, item]) => `${keyText(key)}: ${describe(item)}`).join(", ")}}`;
}

/** What kind of value it is, in the words that a message uses. */
export function kindOf(value: Value): string {
  if (typeof value === "string") return "a string";
  if (isMap(value)) return "a map";
  if (isList(value)) return "a list";
  if (value.value === null) return "empty";
  if (typeof value.value === "boolean") return "a boolean";
  return typeof value.value === "string" ? "a date" : "a number";
}
