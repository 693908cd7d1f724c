/** The setting `args`: how `{args}` writes values. */
import { splitKey } from "../../config/key_path.ts";
import { isMap, keyText } from "../../config/value.ts";
import { DOTTED_KEY, type JsonSchema } from "../json_schema.ts";
import type { ArgumentStyle, ArgumentStyles } from "./argument_style.ts";
import { invalid, InvalidValue, type Kind, oneOf, readFields, within } from "./value_kinds.ts";

const STYLE = {
  booleans: oneOf<ArgumentStyle["booleans"]>(["value", "flag", "no-flag"]),
  lists: oneOf<ArgumentStyle["lists"]>(["json", "spaces", "repeat", "comma"]),
  null: oneOf<ArgumentStyle["null"]>(["value", "omit"]),
  form: oneOf<ArgumentStyle["form"]>(["--key=value", "--key value"]),
};

const PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  booleans: {
    description: "value: --bn=true; flag: --bn or nothing (store_true); no-flag: --bn or --no-bn; default: value",
    ...STYLE.booleans.schema,
  },
  lists: {
    description: "json: --k=[1,2]; spaces: --k 1 2 (nargs); repeat: --k=1 --k=2; comma: --k=1,2; default: json",
    ...STYLE.lists.schema,
  },
  null: { description: "value: --k=null; omit: nothing; default: value", ...STYLE.null.schema },
  form: { description: "default: --key=value", ...STYLE.form.schema },
};

/** Keys with a style of their own. */
const KEY_STYLES: Kind<ReadonlyMap<string, Partial<ArgumentStyle>>> = {
  read(value) {
    if (!isMap(value)) return new InvalidValue("a map of keys, such as {layers: {lists: spaces}}");
    const styles = new Map<string, Partial<ArgumentStyle>>();
    for (const [key, item] of value) {
      const name = keyText(key);
      try {
        splitKey(name);
      } catch (error) {
        return invalid((error as Error).message, [name]);
      }
      const style = isMap(item)
        ? readFields(item, STYLE)
        : new InvalidValue("a map of styles, such as {lists: spaces}");
      if (style instanceof InvalidValue) return within(name, style, item);
      styles.set(name, style);
    }
    return styles;
  },
  schema: {
    type: "object",
    propertyNames: { pattern: DOTTED_KEY },
    additionalProperties: { type: "object", properties: PROPERTIES, additionalProperties: false },
  },
};

export const ARGS: Kind<ArgumentStyles> = {
  read: (value) =>
    isMap(value)
      ? readFields(value, { ...STYLE, keys: KEY_STYLES })
      : new InvalidValue("a map such as {booleans: flag, lists: spaces}"),
  schema: {
    type: "object",
    properties: {
      ...PROPERTIES,
      keys: { description: "keys that are written in another way: {layers: {lists: spaces}}", ...KEY_STYLES.schema },
    },
    additionalProperties: false,
  },
};
