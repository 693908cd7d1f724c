/** Short names of parameters and configurations. */
import type { Configuration, Report } from "../model.ts";

// These keys are only meaningful together with the one before.
const VAGUE = /^(?:name|type|kind|class|cls|value|values|id)$/;

/**
 * The shortest ends of dotted keys that differ from each other: `lr` of `training.optimizer.lr`.
 *
 * @param keys dotted keys, each once
 */
export function shortKeys(keys: readonly string[]): string[] {
  const ends = (key: string) => {
    const parts = key.split(".");
    return parts.map((_, index) => parts.slice(parts.length - 1 - index).join("."));
  };
  const counts = new Map<string, number>();
  for (const end of keys.flatMap(ends)) counts.set(end, (counts.get(end) ?? 0) + 1);
  return keys.map((key) => ends(key).find((end) => end !== "" && !VAGUE.test(end) && counts.get(end) === 1) ?? key);
}

/** The names of parameters and configurations in charts and legends. */
export interface Labels {
  /** Short names by parameter. */
  readonly params: readonly string[];
  /** By configuration: `lr 0.1 · width 256`, or its name if that is not unique. */
  readonly configurations: readonly string[];
  /** Whether names distinguish configurations that parameters do not. */
  readonly needNames: boolean;
}

export function labelsOf({ params, configurations, grids }: Report): Labels {
  const short = shortKeys(params);
  const varying = params.flatMap((_, index) =>
    configurations.some((row) => row.params[index] !== configurations[0]!.params[index]) ? [index] : []
  );
  const describe = (row: Configuration, textOf: (value: string) => string) => {
    const texts = varying.flatMap((index) => {
      const value = row.params[index];
      return value === null || value === undefined ? [] : [`${short[index]}\u00a0${textOf(value)}`];
    }).join("\u00a0· ");
    return grids.length > 1 ? `${grids[row.grid]} ${texts}` : texts;
  };
  const described = [shortNumber, String].map((textOf) => configurations.map((row) => describe(row, textOf)))
    .find((texts) => varying.length > 0 && new Set(texts).size === texts.length);
  return {
    params: short,
    configurations: described ?? configurations.map(fullName),
    needNames: described === undefined,
  };
}

/** The name of a configuration, with the directory of its first experiment if others have the same name. */
export function fullName({ name, first }: Configuration): string {
  return first === undefined ? name : `${name} ${first}`;
}

const DIGITS = 4;

/**
 * A number, rounded to 4 significant digits if it is written with many more, as randomly drawn numbers are: `0.003873`. Other
 * texts stay.
 */
export function shortNumber(text: string): string {
  if (text.length <= DIGITS + 4 || !/^[+-]?(?:\d+\.\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return text;
  return String(Number(Number(text).toPrecision(DIGITS)));
}

// Readers do not distinguish more values than this by their last digits.
const MANY = 16;

/**
 * Whether values can be shortened: they are still different after {@link shortNumber}, or there are too many to distinguish.
 */
export function canBeShort(texts: Iterable<string>): boolean {
  const distinct = new Set(texts);
  return distinct.size > MANY || new Set(Array.from(distinct, shortNumber)).size === distinct.size;
}
