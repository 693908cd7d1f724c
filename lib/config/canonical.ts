/** The canonical text of a configuration, from which the ids of experiments are hashed. */
import { isList, isMap, type Scalar, type Value } from "./value.ts";

const canonicals = new WeakMap<object, string>();

/**
 * A text that is equal for equivalent configurations: keys are sorted, and numbers compare by value and type (`0.10` equals
 * `0.1`; the integer `1` does not equal the float `1.0`). Results are cached per object.
 */
export function canonical(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  const cached = canonicals.get(value);
  if (cached !== undefined) return cached;
  let text: string;
  if (isList(value)) text = `[${value.map(canonical).join(",")}]`;
  else if (isMap(value)) {
    const entries = Array.from(value, ([key, item]) => `${canonicalKey(key)}:${canonical(item)}`);
    text = `{${entries.sort().join(",")}}`;
  } else text = canonicalScalar(value);
  canonicals.set(value, text);
  return text;
}

function canonicalKey(key: string | Scalar): string {
  return typeof key === "string" ? JSON.stringify(key) : canonicalScalar(key);
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
