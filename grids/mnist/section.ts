import { closestString, levenshteinDistance } from "@std/text";
import { UserError } from "./user_error.ts";

/** A map of a configuration, which is read key by key. Its methods throw a {@linkcode UserError} on what is wrong. */
export interface Section {
  section(key: string): Section;
  /** One of the `choices`. */
  choice<T extends string>(key: string, choices: readonly T[]): T;
  /** Without `otherwise`, the key must be there. */
  number(key: string, rule: NumberRule, otherwise?: number): number;
  /** A list of as many numbers as there are rules. */
  numbers(key: string, rules: readonly NumberRule[], otherwise: readonly number[]): readonly number[];
  /** Refuses the keys that nothing has asked for. */
  refuseOthers(): void;
}

/** What a number must be like. */
export interface NumberRule {
  readonly words: string;
  readonly fits: (value: number) => boolean;
}

/**
 * @param value what was found
 * @param path its dotted key, empty for the whole file
 * @param source names the file in messages
 */
export function readSection(value: unknown, path: string, source: string): Section {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(
      path === ""
        ? `${source}: cannot read as it must be a map of sections`
        : `${source}: cannot read "${path}" as it must be a map: ${current(value)}`,
    );
  }
  const map = value as Readonly<Record<string, unknown>>;
  const asked = new Set<string>();

  function fullKey(key: string): string {
    return path === "" ? key : `${path}.${key}`;
  }
  function get(key: string, otherwise?: unknown): unknown {
    asked.add(key);
    if (Object.hasOwn(map, key)) return map[key];
    if (otherwise !== undefined) return otherwise;
    const meant = suggestion(key, Object.keys(map));
    throw new UserError(`${source}: cannot find "${fullKey(key)}"${meant && `: is "${meant}" meant to be it?`}`);
  }
  function fail(key: string, must: string, found: unknown, hint = ""): never {
    throw new UserError(`${source}: cannot use "${fullKey(key)}" as it must be ${must}: ${current(found)}${hint}`);
  }

  return {
    section(key) {
      return readSection(get(key), fullKey(key), source);
    },
    choice(key, choices) {
      const found = get(key);
      const choice = choices.find((candidate) => candidate === found);
      if (choice !== undefined) return choice;
      const meant = typeof found === "string" ? suggestion(found, choices) : "";
      return fail(key, choices.join(" or "), found, meant && `, did you mean ${meant}?`);
    },
    number(key, { words, fits }, otherwise) {
      const found = get(key, otherwise);
      return typeof found === "number" && fits(found) ? found : fail(key, words, found);
    },
    numbers(key, rules, otherwise) {
      const found = get(key, otherwise);
      const fits = Array.isArray(found) && found.length === rules.length &&
        rules.every((rule, i) => typeof found[i] === "number" && rule.fits(found[i]));
      return fits ? found as number[] : fail(key, `a list of ${rules.map((rule) => rule.words).join(", ")}`, found);
    },
    refuseOthers() {
      const known = [...asked];
      for (const key of Object.keys(map)) {
        if (asked.has(key)) continue;
        const meant = suggestion(key, known);
        const hint = meant ? `did you mean "${meant}"?` : `known are ${known.join(", ")}`;
        throw new UserError(`${source}: cannot use "${fullKey(key)}" as there is no such key here: ${hint}`);
      }
    },
  };
}

function current(value: unknown): string {
  return `current value is ${typeof value === "number" ? value : JSON.stringify(value)}`;
}

/** The candidate that is most like the word, if it could be a slip of the hand. */
function suggestion(word: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return "";
  const closest = closestString(word, candidates, { caseSensitive: false });
  const distance = levenshteinDistance(word.toLowerCase(), closest.toLowerCase());
  return distance <= word.length / 2 ? closest : "";
}
