/** Configuration values as arguments. */
import { toJson } from "./json_value.ts";
import { isScalar, type Value } from "./value.ts";

/** A value as an argument: strings bare, scalars as they are written, lists and maps as JSON. */
export function plainText(value: Value): string {
  if (typeof value === "string") return value;
  return isScalar(value) ? value.text : JSON.stringify(toJson(value));
}
