/** Extracts the parts of a configuration file that an analysis shows: the names of problem and model, and the seeds. */
import { getAt } from "../config/key_path.ts";
import { isList, isMap, type Scalar, scalarOf, type Value } from "../config/value.ts";
import { parseYaml } from "../config/yaml.ts";

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

export const NO_SEEDS: Seeds = { torch: "", numpy: "" };

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

// Matches `key:`, or `key: value` on one line. The value is plain without colon, quote or comment; single-quoted without a
// quote inside; or a flow list of plain items. Everything else is left to the parser.
// Trailing blanks are matched as part of a plain value: a second way to match them would make the regex quadratic.
const ENTRY =
  /( *)(\w+):(?: +(?:([^\s'"|>&*!#%@`{}[\],?:-][^'"#:\r\n]*|-[\w.][^'"#:\r\n]*)|(?:'([^'\r\n]*)'|\{\}|\[[\w.+ ,-]*\]) *)| *)(?:\r?\n|$)/y;
// A list item, or the continuation of a plain value.
const OTHER = / *(?:- +| )[^\s'"|>&*!#%@`{}[\],?:-][^'"#:\r\n]*(?:\r?\n|$)| *- +-[\w.][^'"#:\r\n]*(?:\r?\n|$)|\s*\n/y;

/**
 * Scans for the scalars at some dotted keys, and stops once it has all of them. Ten times as fast as a parser: an analysis
 * reads three configuration files for each of perhaps ten thousand experiments, and PyYAML wrote nearly all of them.
 *
 * @returns the scalars that exist; `undefined` if the file is too complex to be scanned
 */
export function scanBlockYaml(text: string, keys: ReadonlySet<string>): Map<string, Scalar | string> | undefined {
  const scalars = new Map<string, Scalar | string>();
  const indents: number[] = [];
  const path: string[] = [];
  let wanted = false;
  let at = 0;
  // Reads one line past the last key, because its value may continue there.
  while (at < text.length && (wanted || scalars.size < keys.size)) {
    ENTRY.lastIndex = at;
    const entry = ENTRY.exec(text);
    if (entry === null) {
      OTHER.lastIndex = at;
      const other = OTHER.exec(text);
      // A multi-line value or a list at a wanted key.
      if (other === null || wanted && other[0].trim() !== "") return undefined;
      at += other[0].length;
      continue;
    }
    at += entry[0].length;
    const [, spaces, key, plain, quoted] = entry as unknown as [string, string, string, string?, string?];
    const indent = spaces.length;
    while (indents.length > 0 && indents.at(-1)! >= indent) {
      indents.pop();
      path.pop();
    }
    const whole = path.length === 0 ? key : `${path.at(-1)}.${key}`;
    indents.push(indent);
    path.push(whole);
    wanted = keys.has(whole);
    if (!wanted) continue;
    if (quoted !== undefined) scalars.set(whole, quoted);
    else if (plain !== undefined) scalars.set(whole, scalarOf(plain.trimEnd()) ?? plain.trimEnd());
  }
  return scalars;
}
