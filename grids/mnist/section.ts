/** Reads maps of a configuration key by key, with checks. */
import { closestString, levenshteinDistance } from "@std/text";
import { UserError } from "./user_error.ts";

/** A map in a configuration. The methods throw a {@linkcode UserError} for missing or invalid values. */
export interface Section {
  section(key: string): Section;
  /** One of the `choices`. */
  choice<T extends string>(key: string, choices: readonly T[]): T;
  /** The key is required unless there is a default. */
  number(key: string, rule: NumberRule, defaultValue?: number): number;
  /** A list with one number per rule. */
  numbers(key: string, rules: readonly NumberRule[], defaultValue: readonly number[]): readonly number[];
  /** Rejects keys that have not been read. */
  rejectUnknownKeys(): void;
}

/** A condition on a number, and its description for messages. */
export interface NumberRule {
  readonly description: string;
  readonly fits: (value: number) => boolean;
}

/**
 * Starts reading a map.
 *
 * @param value the value, which must be a map
 * @param path its dotted key, empty for the whole file
 * @param source path of the file, for messages
 */
export function readSection(value: unknown, path: string, source: string): Section {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(
      path === ""
        ? `${source}: expected a map of sections`
        : `${source}: "${path}": expected a map, got ${show(value)}`,
    );
  }
  const map = value as Readonly<Record<string, unknown>>;
  const readKeys = new Set<string>();

  function fullKey(key: string): string {
    return path === "" ? key : `${path}.${key}`;
  }
  function get(key: string, defaultValue?: unknown): unknown {
    readKeys.add(key);
    if (Object.hasOwn(map, key)) return map[key];
    if (defaultValue !== undefined) return defaultValue;
    const meant = suggestion(key, Object.keys(map));
    throw new UserError(`${source}: "${fullKey(key)}" is missing${meant && `: is it misspelled as "${meant}"?`}`);
  }
  function fail(key: string, expected: string, actual: unknown, hint = ""): never {
    throw new UserError(`${source}: "${fullKey(key)}": expected ${expected}, got ${show(actual)}${hint}`);
  }

  return {
    section(key) {
      return readSection(get(key), fullKey(key), source);
    },
    choice(key, choices) {
      const value = get(key);
      const choice = choices.find((candidate) => candidate === value);
      if (choice !== undefined) return choice;
      const meant = typeof value === "string" ? suggestion(value, choices) : "";
      return fail(key, choices.join(" or "), value, meant && `, did you mean ${meant}?`);
    },
    number(key, { description, fits }, defaultValue) {
      const value = get(key, defaultValue);
      return typeof value === "number" && fits(value) ? value : fail(key, description, value);
    },
    numbers(key, rules, defaultValue) {
      const value = get(key, defaultValue);
      const fits = Array.isArray(value) && value.length === rules.length &&
        rules.every((rule, i) => typeof value[i] === "number" && rule.fits(value[i]));
      return fits
        ? value as number[]
        : fail(key, `a list of ${rules.map((rule) => rule.description).join(", ")}`, value);
    },
    rejectUnknownKeys() {
      const known = [...readKeys];
      for (const key of Object.keys(map)) {
        if (readKeys.has(key)) continue;
        const meant = suggestion(key, known);
        const hint = meant ? `, did you mean "${meant}"?` : `: expected one of ${known.join(", ")}`;
        throw new UserError(`${source}: unknown key "${fullKey(key)}"${hint}`);
      }
    },
  };
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** The candidate most similar to the word, if it could be a misspelling; empty defaultValue. */
function suggestion(word: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return "";
  const closest = closestString(word, candidates, { caseSensitive: false });
  const distance = levenshteinDistance(word.toLowerCase(), closest.toLowerCase());
  return distance <= word.length / 2 ? closest : "";
}
