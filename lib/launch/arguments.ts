/** Writes values as arguments, in the style that a trainer takes. */
import { isList, isMap, isScalar, plainText, type Value } from "../config/value.ts";
import type { ArgumentStyle } from "../grid/settings/argument_style.ts";

/**
 * The arguments for a value: none, one or several.
 *
 * @param key dotted
 * @throws {RangeError} if the style cannot say the value
 */
export function writeArguments(key: string, value: Value, style: ArgumentStyle): string[] {
  const problem = argumentProblem(value, style);
  if (problem !== undefined) throw new RangeError(`{args} cannot write ${key}: ${problem}`);
  if (isScalar(value) && value.value === null && style.null === "omit") return [];
  if (isScalar(value) && typeof value.value === "boolean" && style.booleans !== "value") {
    if (value.value) return [`--${key}`];
    // As tyro, which is who takes flags with dots.
    return style.booleans === "flag" ? [] : [`--${key.replace(/[^.]*$/, "no-$&")}`];
  }
  if (!isList(value) || style.lists === "json") return writeOne(key, plainText(value), style);
  const items = value.map(plainText);
  switch (style.lists) {
    case "spaces":
      return [`--${key}`, ...items];
    case "repeat":
      return items.flatMap((item) => writeOne(key, item, style));
    case "comma":
      return writeOne(key, items.join(","), style);
  }
}

// As the next argument, parsers would take it for another option.
function writeOne(key: string, text: string, { form }: ArgumentStyle): string[] {
  return form === "--key=value" || text.startsWith("-") ? [`--${key}=${text}`] : [`--${key}`, text];
}

/** What argparse does not take for an option. */
const AFTER_SPACE = /^(?!-)|^-(?:\d+|\d*\.\d+)?$/;

/** Why a style cannot say a value; `undefined` if it can. */
export function argumentProblem(value: Value, { lists }: ArgumentStyle): string | undefined {
  if (!isList(value) || lists === "json") return undefined;
  const nested = value.find((item) => isList(item) || isMap(item));
  if (nested !== undefined) {
    return `lists: ${lists} has no form for ${isMap(nested) ? "a map" : "a list"} in a list, use lists: json`;
  }
  const items = value.map(plainText);
  if (lists === "comma") {
    const item = items.find((item) => item.includes(","));
    if (item !== undefined) return `lists: comma would split "${item}", use lists: repeat or json`;
    if (items.length === 1 && items[0] === "") return `lists: comma writes [""] like [], use lists: repeat or json`;
  }
  const option = lists === "spaces" ? items.find((item) => !AFTER_SPACE.test(item)) : undefined;
  return option === undefined
    ? undefined
    : `with lists: spaces, parsers take "${option}" for an option, use lists: repeat, comma or json`;
}
