/** Writes configuration values as command line arguments, for placeholders. */
import { toJson } from "./json_value.ts";
import { isScalar, type Value } from "./value.ts";

/** A value as an argument: strings unchanged, scalars as written, lists and maps as JSON. */
export function plainText(value: Value): string {
  if (typeof value === "string") return value;
  return isScalar(value) ? value.text : JSON.stringify(toJson(value));
}
