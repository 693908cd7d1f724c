/** The canonical text of a configuration, from which the ids of experiments are hashed. */
import { isList, isMap, type Scalar, type Value } from "./value.ts";

const canonicals = new WeakMap<object, string>();

/**
 * A text that is equal for equivalent configurations: keys are sorted, and numbers compare by value and type (`0.10` equals
 * `0.1`; the integer `1` does not equal the float `1.0`). The texts of the parts of a configuration are cached per object.
 */
export function canonical(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(cachedCanonical).join(",")}]`;
  if (!isMap(value)) return canonicalScalar(value);
  const entries: string[] = [];
  for (const [key, item] of value) entries.push(`${canonicalKey(key)}:${cachedCanonical(item)}`);
  return `{${entries.sort().join(",")}}`;
}

function cachedCanonical(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  let text = canonicals.get(value);
  if (text === undefined) canonicals.set(value, text = canonical(value));
  return text;
}

// Quoted keys: a grid has few, in many maps.
const quoted = new Map<string, string>();

function canonicalKey(key: string | Scalar): string {
  if (typeof key !== "string") return canonicalScalar(key);
  let text = quoted.get(key);
  if (text === undefined) quoted.set(key, text = JSON.stringify(key));
  return text;
}

function canonicalScalar(scalar: Scalar): string {
  const { text, value } = scalar;
  if (typeof value === "number") return isFloat(text) ? `f${Object.is(value, -0) ? "-0" : value}` : `i${value}`;
  if (typeof value === "bigint") return `i${value}`;
  return typeof value === "string" ? `t${text}` : String(value);
}

function isFloat(text: string): boolean {
  return /[.]/.test(text);
}
