/** Writes configuration values in the grammar of Hydra's overrides, for `{overrides}`. */
import { isList, isMap, isScalar, type Key, keyText, toScalar, type Value } from "./value.ts";

const HYDRA_FLOAT = /^[-+]?(?:0|[1-9]\d*)\.\d*(?:[eE][-+]?(?:0|[1-9]\d*))?$/;

/**
 * A value in the grammar of Hydra's overrides (hydra.cc, "Basic Override syntax"); Hydra parses it to the same type.
 */
export function hydraText(value: Value): string {
  if (isList(value)) return `[${value.map(hydraText).join(",")}]`;
  if (isMap(value)) {
    return `{${Array.from(value, ([key, item]) => `${hydraKey(key)}:${hydraText(item)}`).join(",")}}`;
  }
  if (isScalar(value)) {
    if (value.value === null) return "null";
    if (typeof value.value === "string") return hydraQuote(value.value);
    if (typeof value.value === "number" && Number.isInteger(value.value) && !/[.]/.test(value.text)) {
      return String(value.value);
    }
    if (typeof value.value === "number" && Number.isFinite(value.value)) {
      return HYDRA_FLOAT.test(value.text) ? value.text : toScalar(value.value, "float").text;
    }
    return String(value.value).replace("Infinity", "inf").replace("NaN", "nan");
  }
  const plain = /^[A-Za-z_][\w/.%*+-]*$/.test(value) && !/^(?:null|true|false|nan|inf|interpolation)$/i.test(value);
  return plain ? value : hydraQuote(value);
}

// Hydra has no quoted keys: special characters are escaped with a backslash.
function hydraKey(key: Key): string {
  return keyText(key).replaceAll(/[\\()[\]{}:=, \t]/g, "\\$&");
}

// Inside quotes, Hydra knows only the escape \'. Backslashes are doubled only before a quote or at the end.
function hydraQuote(text: string): string {
  return `'${text.replaceAll(/(\\*)'/g, "$1$1\\'").replace(/(\\+)$/, "$1$1")}'`;
}
