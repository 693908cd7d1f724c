/** A canonical text of a configuration: the same for configurations that mean the same. */
import { isList, isMap, type Scalar, type Value } from "./value.ts";

const canonicals = new WeakMap<object, string>();

/**
 * A text that is the same for configurations that mean the same: keys are sorted, numbers compare by value and type
 * (`0.10` is `0.1`, `1` is not `1.0`), everything else by what it is.
 */
export function canonical(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  const known = canonicals.get(value);
  if (known !== undefined) return known;
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
