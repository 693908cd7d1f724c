/** Short names of parameters and configurations. */
import type { Configuration, Report } from "../model.ts";
import { fullName } from "./full_name.ts";
import { shortNumber } from "./short_number.ts";

// Such a key only tells something together with the one before.
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

/** How configurations are called in charts and legends. */
export interface Labels {
  /** Short names by parameter. */
  readonly params: readonly string[];
  /** By configuration: `lr 0.1 · width 256`, or its name if that is not unique. */
  readonly configurations: readonly string[];
  /** Whether names tell more than parameters. */
  readonly needNames: boolean;
}

/** The labels of a report. */
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
