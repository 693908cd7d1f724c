/** Extracts what an analysis shows of a configuration file: the names of problem and model, and the seeds. */
import { getAt } from "../config/key_path.ts";
import { isList, isMap, type Value } from "../config/value.ts";
import { parseYaml } from "../config/yaml.ts";
import { scanBlockYaml } from "./scan_block_yaml.ts";

/** The values of a configuration that become columns; missing ones are empty. */
export interface ConfigurationFacts {
  readonly problem: string;
  readonly model: string;
  readonly training: Seeds;
  readonly testing: Seeds;
}

/** The seeds of a section (training or testing); missing ones are empty. */
export interface Seeds {
  readonly torch: string;
  readonly numpy: string;
}

/** No seeds. */
export const NO_SEEDS: Seeds = { torch: "", numpy: "" };

/** The keys of the names of problem and model. */
export const NAME_KEYS: readonly string[] = ["testing.problem.name", "training.problem.name", "model.name"];

const TESTING_KEYS: ReadonlySet<string> = new Set(["testing.seed_torch", "testing.seed_numpy"]);
const KEYS: ReadonlySet<string> = new Set([
  ...NAME_KEYS,
  "training.seed_torch",
  "training.seed_numpy",
  ...TESTING_KEYS,
]);

/** The facts of a parsed configuration. */
export function factsOf(config: Value): ConfigurationFacts {
  return gatherFacts((key) => getAt(config, key.split(".")));
}

/**
 * Reads the facts of a configuration file. Files in the plain form that PyYAML writes are scanned; others are parsed.
 *
 * @throws {YamlError} if the file is parsed and is not valid YAML
 */
export function readFacts(text: string): ConfigurationFacts {
  return readKeys(text, KEYS);
}

/** Reads the seeds of a test's configuration file, as {@link readFacts} does. */
export function readTestSeeds(text: string): Seeds {
  return readKeys(text, TESTING_KEYS).testing;
}

function readKeys(text: string, keys: ReadonlySet<string>): ConfigurationFacts {
  const scanned = scanBlockYaml(text, keys);
  return scanned === undefined ? factsOf(parseYaml(text, "").value) : gatherFacts((key) => scanned.get(key));
}

function gatherFacts(get: (key: string) => Value | undefined): ConfigurationFacts {
  const text = (key: string): string => {
    const value = get(key);
    if (value === undefined || isMap(value) || isList(value)) return "";
    if (typeof value === "string") return value;
    return value.value === null ? "" : value.text;
  };
  return {
    problem: text("testing.problem.name") || text("training.problem.name"),
    model: text("model.name"),
    training: { torch: text("training.seed_torch"), numpy: text("training.seed_numpy") },
    testing: { torch: text("testing.seed_torch"), numpy: text("testing.seed_numpy") },
  };
}

/** The text of a configuration without its seeds, which is the same for repetitions with different seeds. */
export function withoutSeeds(text: string): string {
  return text.replaceAll(/^ *seed_(?:torch|numpy):.*$/gm, "");
}
