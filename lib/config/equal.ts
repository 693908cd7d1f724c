/** Compares configuration values, for exclusions and `--only`. */
import { canonical } from "./canonical.ts";
import { isList, isMap, isScalar, keyText, type Value } from "./value.ts";

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
