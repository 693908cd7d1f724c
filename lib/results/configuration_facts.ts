/** What an analysis shows of a configuration. */
import { getAt } from "../grid/merge.ts";
import { isList, isMap, type Value } from "../grid/value.ts";
import { parseYaml } from "../grid/yaml.ts";

/** The parts of a configuration that are columns. Texts that are not there are empty. */
export interface ConfigurationFacts {
  readonly problem: string;
  readonly model: string;
  readonly training: Seeds;
  readonly testing: Seeds;
}

/** The seeds of a section. */
export interface Seeds {
  readonly torch: string;
  readonly numpy: string;
}

/** The keys that {@link factsOf} looks at. */
export const FACT_KEYS: readonly (readonly string[])[] = [
  ["testing", "problem", "name"],
  ["training", "problem", "name"],
  ["model", "name"],
  ["training", "seed_torch"],
  ["training", "seed_numpy"],
  ["testing", "seed_torch"],
  ["testing", "seed_numpy"],
];

/** @param config a configuration, or as much of it as {@link FACT_KEYS} name */
export function factsOf(config: Value): ConfigurationFacts {
  const text = (...path: readonly string[]): string => {
    const value = getAt(config, path);
    if (value === undefined || isMap(value) || isList(value)) return "";
    if (typeof value === "string") return value;
    return value.value === null ? "" : value.text;
  };
  return {
    problem: text("testing", "problem", "name") || text("training", "problem", "name"),
    model: text("model", "name"),
    training: { torch: text("training", "seed_torch"), numpy: text("training", "seed_numpy") },
    testing: { torch: text("testing", "seed_torch"), numpy: text("testing", "seed_numpy") },
  };
}

/**
 * Reads the facts of a configuration file.
 *
 * @throws {YamlError} when it is no YAML
 */
export function readFacts(text: string): ConfigurationFacts {
  return factsOf(parseYaml(text, "").value);
}

/** The text of a configuration without its seeds: the same for repetitions, which trainers draw different seeds for. */
export function withoutSeeds(text: string): string {
  return text.replaceAll(/^[ \t]*seed_(?:torch|numpy)[ \t]*:.*$/gm, "");
}
