/** The canonical text of a configuration, from which the ids of experiments are hashed. */
import { isList, isMap, isScalar, keyText, type Scalar, type Value } from "./value.ts";

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

// Keys are cached: a grid has few different ones, which occur in many maps.
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

/**
 * Whether two values are equal. Numbers compare by value (`1`, `1.0` and `1e0` are equal, and `.nan` equals itself), lists
 * item by item, maps key by key in any order. A string never equals a number: `"1"` is not `1`.
 */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isScalar(a) && isScalar(b)) return a.value === b.value || canonical(a) === canonical(b);
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => equalValues(item, b[index]!));
  if (!isMap(a) || !isMap(b) || a.size !== b.size) return false;
  const valuesOfB = new Map(Array.from(b, ([key, value]): [string, Value] => [keyText(key), value]));
  return Array.from(a).every(([key, value]) => {
    const other = valuesOfB.get(keyText(key));
    return other !== undefined && equalValues(value, other);
  });
}
