/** Equality of configuration values. */
import { canonical } from "./canonical.ts";
import { isList, isMap, isScalar, keyText, type Value } from "./value.ts";

/**
 * Whether two values mean the same to somebody who asks for one of them: numbers by value (`1` is `1.0` is `1e0`, `.nan` is
 * itself), lists item by item, maps key by key in any order. A string is never a number: `"1"` isn't `1`.
 */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isScalar(a) && isScalar(b)) return a.value === b.value || canonical(a) === canonical(b);
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => equalValues(item, b[index]!));
  if (!isMap(a) || !isMap(b) || a.size !== b.size) return false;
  const others = new Map(Array.from(b, ([key, value]): [string, Value] => [keyText(key), value]));
  return Array.from(a).every(([key, value]) => {
    const other = others.get(keyText(key));
    return other !== undefined && equalValues(value, other);
  });
}
