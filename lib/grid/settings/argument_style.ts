/** How `{args}` writes values. */

/** How a value is written. */
export interface ArgumentStyle {
  /** `value`: `--bn=true`; `flag`: `--bn`, or nothing; `no-flag`: `--bn`, or `--no-bn`. */
  readonly booleans: "value" | "flag" | "no-flag";
  /** `json`: `--layers=[64,32]`; `spaces`: `--layers 64 32`; `repeat`: `--layers=64 --layers=32`; `comma`: `--layers=64,32`. */
  readonly lists: "json" | "spaces" | "repeat" | "comma";
  /** `value`: `--name=null`; `omit`: nothing. */
  readonly null: "value" | "omit";
  /** Whether a value is part of the argument of its name, or the next argument. */
  readonly form: "--key=value" | "--key value";
}

/** The style of all keys, and what is different for some. */
export interface ArgumentStyles extends Partial<ArgumentStyle> {
  /** By dotted key. */
  readonly keys?: ReadonlyMap<string, Partial<ArgumentStyle>>;
}

const BY_DEFAULT: ArgumentStyle = { booleans: "value", lists: "json", null: "value", form: "--key=value" };

/** The style of a key. */
export function styleOf(styles: ArgumentStyles = {}, key: string): ArgumentStyle {
  const { keys, ...all } = styles;
  return { ...BY_DEFAULT, ...all, ...keys?.get(key) };
}

/** What differs from the default, in a fixed order: equal texts are equal styles. Empty if nothing does. */
export function printStyles(styles: ArgumentStyles = {}): string {
  const all = styleOf({ ...styles, keys: new Map() }, "");
  const keys = [...styles.keys?.keys() ?? []].sort().flatMap((key) => {
    const text = printDifference(styleOf(styles, key), all);
    return text === "" ? [] : [`${key}: {${text}}`];
  });
  const parts = [printDifference(all, BY_DEFAULT), keys.length === 0 ? "" : `keys: {${keys.join(", ")}}`];
  return parts.filter((part) => part !== "").join(", ");
}

function printDifference(style: ArgumentStyle, from: ArgumentStyle): string {
  const names = Object.keys(BY_DEFAULT) as (keyof ArgumentStyle)[];
  return names.filter((name) => style[name] !== from[name]).map((name) => `${name}: ${style[name]}`).join(", ");
}
