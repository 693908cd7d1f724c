/** Kinds of values: how each is read, and its JSON Schema. */
import { describe, isList, isScalar, type Value } from "../../config/value.ts";
import { parseDuration, parseSize } from "../../messages/quantity.ts";
import { anyOf, type JsonSchema, listOf, SCALAR } from "../json_schema.ts";

/** Parses the value of a setting. */
export type Reader<T> = (value: Value) => T | InvalidValue;

/** A kind of values. */
export interface Kind<T> {
  readonly read: Reader<T>;
  readonly schema: JsonSchema;
}

/** The result for an invalid value. */
export class InvalidValue {
  /**
   * @param expected for `expected …, got …`
   * @param actual what is there; by default the value itself
   * @param problem the whole message, if `expected …, got …` does not fit
   */
  constructor(readonly expected: string, readonly actual?: string, readonly problem?: string) {}
}

/** The result for an invalid value with a message of its own. */
export function invalid(problem: string): InvalidValue {
  return new InvalidValue("", undefined, problem);
}

/** A string that is not empty. */
export const STRING: Kind<string> = {
  read(value) {
    if (typeof value !== "string" || value === "") return new InvalidValue("a non-empty string");
    return value.includes("\0") ? new InvalidValue("a non-empty string", "one with a NUL character") : value;
  },
  schema: { type: "string", minLength: 1 },
};

/** A whole number. */
export function whole(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Kind<number> {
  const [hasLeast, hasMost] = [least > Number.MIN_SAFE_INTEGER, most < Number.MAX_SAFE_INTEGER];
  const expected = hasMost
    ? `a whole number from ${least} to ${most}`
    : `a whole number${hasLeast ? ` ≥ ${least}` : ""}`;
  return {
    read(value) {
      const number = isScalar(value) ? value.value : NaN;
      return Number.isSafeInteger(number) && (number as number) >= least && (number as number) <= most
        ? number as number
        : new InvalidValue(expected);
    },
    schema: { type: "integer", minimum: least, maximum: most },
  };
}

/** A number of at least `least`. */
export function numberFrom(least: number): Kind<number> {
  return {
    read(value) {
      const number = isScalar(value) ? value.value : NaN;
      return typeof number === "number" && number >= least && number <= Number.MAX_SAFE_INTEGER
        ? number
        : new InvalidValue(`a number ≥ ${least}`);
    },
    schema: { type: "number", minimum: least, maximum: Number.MAX_SAFE_INTEGER },
  };
}

/**
 * A list.
 *
 * @param items what they are, for messages
 */
export function list<T>(item: Kind<T>, items: string): Kind<readonly T[]> {
  return {
    read(value) {
      if (!isList(value)) return new InvalidValue(`a list of ${items}`);
      const results = value.map(item.read);
      const failure = results.find((result) => result instanceof InvalidValue) as InvalidValue | undefined;
      return failure === undefined ? results as T[] : new InvalidValue(`a list of ${items}`, failure.actual);
    },
    schema: listOf(item.schema),
  };
}

/** A word of a command: any scalar, as it is written. */
export const WORD: Kind<string> = {
  read: (value) => typeof value === "string" ? value : isScalar(value) ? value.text : new InvalidValue("a string"),
  schema: SCALAR,
};

const NUMBER = "\\d+(?:\\.\\d+)?";

/** A duration, in seconds; greater than 0. */
export const DURATION: Kind<number> = {
  read: (value) =>
    parseDuration(describe(value)) ?? new InvalidValue("a duration (seconds, or 90s, 30m, 2h, 1d, 1h30m)"),
  schema: anyOf(
    { type: "number", exclusiveMinimum: 0 },
    {
      type: "string",
      pattern: `^(?=.*[1-9])(?:${NUMBER}|(?:${NUMBER}d)?(?:${NUMBER}h)?(?:${NUMBER}m)?(?:${NUMBER}s)?)$`,
    },
  ),
};

/** A size, in bytes; greater than 0. */
export const SIZE: Kind<number> = {
  read: (value) => parseSize(describe(value)) ?? new InvalidValue("a size (bytes, or 500MB, 8GiB)"),
  schema: anyOf(
    // Half a byte is rounded up.
    { type: "number", minimum: 0.5 },
    { type: "string", pattern: `^(?=.*[1-9])${NUMBER}\\s*(?:B|[kK]B|MB|GB|TB|KiB|MiB|GiB|TiB)?$` },
  ),
};
