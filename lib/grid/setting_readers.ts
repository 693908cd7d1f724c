/** The settings of a grid file, and what each may be. */
import { describe, kindOf } from "../config/describe.ts";
import { splitKey } from "../config/key_path.ts";
import { isList, isMap, isScalar, keyText, type Value } from "../config/value.ts";
import { parseDuration, parseSize } from "../messages/quantity.ts";
import { defaultGoal, type Metric } from "./metric.ts";
import { MAX_SEED, type MaxFailures } from "./settings.ts";
import { parseTemplate, type Template } from "./template.ts";

/** Reads the value of a setting. */
export type Reader<T> = (value: Value) => T | Wrong;

/** A value that a setting cannot have. */
export class Wrong {
  /** @param expected what it has to be @param detail what is wrong with it, where that says more than the value does */
  constructor(readonly expected: string, readonly detail?: string) {}
}

const string: Reader<string> = (value) => {
  if (typeof value !== "string" || value === "") return new Wrong("must be a non-empty string");
  return value.includes("\0") ? new Wrong("must be a non-empty string", "it holds a NUL character") : value;
};

const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> => (value) => {
  const number = isScalar(value) ? value.value : NaN;
  return Number.isSafeInteger(number) && (number as number) >= least && (number as number) <= most
    ? number as number
    : new Wrong(`must be a whole number${most < 2 ** 40 ? ` from ${least} to ${most}` : `, at least ${least}`}`);
};

const list = <T>(item: Reader<T>, what: string): Reader<readonly T[]> => (value) => {
  if (!isList(value)) return new Wrong(`must be a list of ${what}`);
  const items = value.map(item);
  const wrong = items.find((read) => read instanceof Wrong) as Wrong | undefined;
  return wrong === undefined ? items as T[] : new Wrong(`must be a list of ${what}`, wrong.detail ?? wrong.expected);
};

const word: Reader<string> = (value) =>
  typeof value === "string" ? value : isScalar(value) ? value.text : new Wrong("must be a string");

/** A command: a string for a shell, or a list of arguments. */
export const command: Reader<Template> = (value) => {
  const lone = loneBraces(value) ??
    (isList(value) ? value.map(loneBraces).find((name) => name !== undefined) : undefined);
  if (lone !== undefined) {
    return new Wrong(
      "must be a string or a list of strings",
      `YAML read {${lone}} as a map, put it in quotes: "{${lone}}"`,
    );
  }
  if (typeof value !== "string" && !isList(value)) return new Wrong("must be a string or a list of strings");
  const source = typeof value === "string" ? value : list(word, "strings")(value);
  if (source instanceof Wrong) return source;
  try {
    return parseTemplate(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new Wrong("cannot be used", error.message);
  }
};

// `command: {config}` is a map to YAML: {config: null}.
function loneBraces(value: Value): string | undefined {
  if (!isMap(value) || value.size !== 1) return undefined;
  const [key, item] = [...value][0]!;
  return isScalar(item) && item.value === null ? keyText(key) : undefined;
}

/** A duration, in seconds. */
export const duration: Reader<number> = (value) =>
  parseDuration(describe(value)) ?? new Wrong("must be a duration: seconds, or 90s, 30m, 2h, 1d, 1h30m");

/** A size, in bytes. */
export const size: Reader<number> = (value) =>
  parseSize(describe(value)) ?? new Wrong("must be a size: bytes, or 500MB, 8GiB");

/** A list of dotted keys. */
export const keys: Reader<readonly string[]> = (value) => {
  const names = list(string, "keys (training.seed_torch)")(value);
  if (names instanceof Wrong) return names;
  for (const name of names) {
    try {
      splitKey(name);
    } catch (error) {
      return new Wrong("must be a list of keys (training.seed_torch)", (error as Error).message);
    }
  }
  return names;
};

/** A master seed, or a list with a seed for each repetition. */
export const seed: Reader<number | readonly number[]> = (value) => {
  if (!isList(value)) return whole(0, MAX_SEED)(value);
  if (value.length === 0) return new Wrong("must be a number, or a list with a seed for each repetition");
  return list(whole(0, MAX_SEED), `seeds from 0 to ${MAX_SEED}`)(value);
};

/** A metric: its name, or its name and its goal. */
export const metric: Reader<Metric> = (value) => {
  const name = isMap(value) ? value.get("name") : value;
  const unknown = isMap(value)
    ? [...value.keys()].map(keyText).find((key) => key !== "name" && key !== "goal")
    : undefined;
  if (unknown !== undefined) return new Wrong("must be {name: …, goal: …}", `it has "${unknown}"`);
  if (typeof name !== "string" || name === "") return new Wrong("must be {name: …, goal: …}", "its name is missing");
  const goal = (isMap(value) ? value.get("goal") : undefined) ?? defaultGoal(name);
  if (goal !== "maximize" && goal !== "minimize") {
    return new Wrong("must be {name: …, goal: …}", `its goal is maximize or minimize, not ${describe(goal)}`);
  }
  return { name, goal };
};

/** A number of failures, a percentage, or `none`. */
export const maxFailures: Reader<MaxFailures> = (value) => {
  const text = describe(value);
  if (text === "none") return { kind: "none" };
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent !== null && Number(percent[1]) > 0 && Number(percent[1]) <= 100) {
    return { kind: "percent", percent: Number(percent[1]) };
  }
  const count = whole(1)(value);
  return count instanceof Wrong ? new Wrong("must be a number, a percentage (10%) or none") : { kind: "count", count };
};

/** Variables of the environment, their values with placeholders. */
export const env: Reader<ReadonlyMap<string, Template>> = (value) => {
  if (!isMap(value)) return new Wrong("must be a map of variables");
  const variables = new Map<string, Template>();
  for (const [key, item] of value) {
    const name = keyText(key);
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      return new Wrong("must be a map of variables", `"${name}" cannot be a variable's name`);
    }
    const lone = loneBraces(item);
    if (lone !== undefined) {
      return new Wrong("must be a map of variables", `YAML read {${lone}} as a map, put it in quotes: "{${lone}}"`);
    }
    if (isMap(item) || isList(item)) return new Wrong("must be a map of variables", `${name} is ${kindOf(item)}`);
    try {
      variables.set(name, parseTemplate(isScalar(item) && item.value === null ? "" : describe(item), "text"));
    } catch (error) {
      return new Wrong("cannot be used", `${name}: ${(error as Error).message}`);
    }
  }
  return variables;
};

/** Options of sbatch. */
export const slurm: Reader<ReadonlyMap<string, string>> = (value) => {
  if (!isMap(value)) return new Wrong("must be a map of sbatch options");
  const odd = [...value].find(([, item]) => isMap(item) || isList(item));
  if (odd !== undefined) return new Wrong("must be a map of sbatch options", `${keyText(odd[0])} is ${kindOf(odd[1])}`);
  return new Map([...value].map(([key, item]) => [keyText(key), describe(item)]));
};

/** All settings by their names in the grid file. */
export const SETTINGS = {
  command,
  test_command: command,
  trainer: string,
  tester: string,
  setup: string,
  shell: ((value) => {
    const words = list(string, "strings")(value);
    return !(words instanceof Wrong) && words.length === 0 ? new Wrong("must name a program, [bash, -c]") : words;
  }) as Reader<readonly string[]>,
  workdir: string,
  checkpoint: string,
  experiment_repetitions: whole(1),
  max_concurrent_runs: whole(Number.MIN_SAFE_INTEGER),
  seed,
  seed_keys: keys,
  not_in_id: keys,
  metric,
  timeout: duration,
  retries: whole(0),
  max_failures: maxFailures,
  cpus_per_run: whole(1),
  memory_per_run: size,
  gpus_per_run: whole(1),
  runs_per_gpu: whole(1),
  gpu_memory_free: size,
  env,
  slurm,
} as const;
