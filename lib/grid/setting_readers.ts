/** Readers for the value of each setting in a grid file. */
import { describe, kindOf } from "../config/describe.ts";
import { splitKey } from "../config/key_path.ts";
import { isList, isMap, isScalar, keyText, type Value } from "../config/value.ts";
import { parseDuration, parseSize } from "../messages/quantity.ts";
import { defaultGoal, type Metric } from "./metric.ts";
import { MAX_SEED, type MaxFailures } from "./settings.ts";
import { parseTemplate, type Template } from "./template.ts";

/** Parses the value of a setting. */
export type Reader<T> = (value: Value) => T | InvalidValue;

/** The result for an invalid value. */
export class InvalidValue {
  /**
   * @param expected for `expected …, got …`
   * @param actual what is there; by default the value itself
   * @param problem the whole message, if `expected …, got …` does not fit
   */
  constructor(readonly expected: string, readonly actual?: string, readonly problem?: string) {}
}

function invalid(problem: string): InvalidValue {
  return new InvalidValue("", undefined, problem);
}

const string: Reader<string> = (value) => {
  if (typeof value !== "string" || value === "") return new InvalidValue("a non-empty string");
  return value.includes("\0") ? new InvalidValue("a non-empty string", "one with a NUL character") : value;
};

// Another path would match nothing.
const checkpoint: Reader<string> = (value) => {
  const text = string(value);
  if (text instanceof InvalidValue || !/(^|\/)(\.{0,2})\//.test(text)) return text;
  return new InvalidValue("a pattern below the directory of the run, such as models/*.pt");
};

const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> => (value) => {
  const number = isScalar(value) ? value.value : NaN;
  return Number.isSafeInteger(number) && (number as number) >= least && (number as number) <= most
    ? number as number
    : new InvalidValue(wholeNumber(least, most));
};

function wholeNumber(least: number, most: number): string {
  if (most < 2 ** 40) return `a whole number from ${least} to ${most}`;
  return least === Number.MIN_SAFE_INTEGER ? "a whole number" : `a whole number ≥ ${least}`;
}

// Smaller shares are a mistake: each slot has a supervisor.
const MIN_CPUS = 0.01;

const cpus: Reader<number> = (value) => {
  const number = isScalar(value) ? value.value : NaN;
  return typeof number === "number" && number >= MIN_CPUS && number <= Number.MAX_SAFE_INTEGER
    ? number
    : new InvalidValue(`a number ≥ ${MIN_CPUS}`);
};

const list = <T>(readItem: Reader<T>, items: string): Reader<readonly T[]> => (value) => {
  if (!isList(value)) return new InvalidValue(`a list of ${items}`);
  const results = value.map(readItem);
  const failure = results.find((result) => result instanceof InvalidValue) as InvalidValue | undefined;
  return failure === undefined ? results as T[] : new InvalidValue(`a list of ${items}`, failure.actual);
};

const word: Reader<string> = (value) =>
  typeof value === "string" ? value : isScalar(value) ? value.text : new InvalidValue("a string");

/** A command: a string for a shell, or a list of arguments. */
export const command: Reader<Template> = (value) => {
  const name = unquotedPlaceholder(value) ??
    (isList(value) ? value.map(unquotedPlaceholder).find((name) => name !== undefined) : undefined);
  if (name !== undefined) return invalid(quotePlaceholder(name));
  if (typeof value !== "string" && !isList(value)) return new InvalidValue("a string or a list of strings");
  const source = typeof value === "string" ? value : list(word, "strings")(value);
  if (source instanceof InvalidValue) return source;
  try {
    return parseTemplate(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return invalid(error.message);
  }
};

/** A program and its options: a list, or a string that is split at blanks, without a shell. */
export const prefix: Reader<Template> = (value) => {
  if (typeof value !== "string" || value.trim() === "") return command(value);
  if (/["'\\]/.test(value)) return invalid("no shell reads it, so quotes have no effect: write a list of words");
  return command(value.trim().split(/\s+/));
};

function quotePlaceholder(name: string): string {
  return `YAML reads {${name}} as a map: put it in quotes, "{${name}}"`;
}

// YAML reads `command: {config}` as the map {config: null}.
function unquotedPlaceholder(value: Value): string | undefined {
  if (!isMap(value) || value.size !== 1) return undefined;
  const [key, item] = [...value][0]!;
  return isScalar(item) && item.value === null ? keyText(key) : undefined;
}

/** A duration, in seconds; greater than 0. */
export const duration: Reader<number> = (value) =>
  parseDuration(describe(value)) ?? new InvalidValue("a duration (seconds, or 90s, 30m, 2h, 1d, 1h30m)");

/** A size, in bytes; greater than 0. */
export const size: Reader<number> = (value) =>
  parseSize(describe(value)) ?? new InvalidValue("a size (bytes, or 500MB, 8GiB)");

/** A list of dotted keys. */
export const keys: Reader<readonly string[]> = (value) => {
  const names = list(string, "keys such as training.seed_torch")(value);
  if (names instanceof InvalidValue) return names;
  for (const name of names) {
    try {
      splitKey(name);
    } catch (error) {
      return invalid((error as Error).message);
    }
  }
  return names;
};

/** A master seed, or a list with one seed per repetition. */
export const seed: Reader<number | readonly number[]> = (value) => {
  if (!isList(value)) return whole(0, MAX_SEED)(value);
  if (value.length === 0) return new InvalidValue("a number, or a list with one seed per repetition");
  return list(whole(0, MAX_SEED), `seeds from 0 to ${MAX_SEED}`)(value);
};

/** A metric: a name, or a map of a name and a goal. */
export const metric: Reader<Metric> = (value) => {
  const name = isMap(value) ? value.get("name") : value;
  const unknown = isMap(value)
    ? [...value.keys()].map(keyText).find((key) => key !== "name" && key !== "goal")
    : undefined;
  if (unknown !== undefined) return invalid(`unknown key "${unknown}": expected {name: …, goal: …}`);
  if (typeof name !== "string" || name === "") return new InvalidValue("a name or {name: …, goal: …}");
  const goal = (isMap(value) ? value.get("goal") : undefined) ?? defaultGoal(name);
  if (goal !== "maximize" && goal !== "minimize") {
    return new InvalidValue("maximize or minimize as the goal", describe(goal));
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
  return count instanceof InvalidValue
    ? new InvalidValue("a whole number ≥ 1, a percentage (10%) or none")
    : { kind: "count", count };
};

/** Environment variables; their values can have placeholders. */
export const env: Reader<ReadonlyMap<string, Template>> = (value) => {
  if (!isMap(value)) return new InvalidValue("a map of variables");
  const variables = new Map<string, Template>();
  for (const [key, item] of value) {
    const name = keyText(key);
    if (!/^[A-Za-z_]\w*$/.test(name)) return invalid(`invalid variable name "${name}"`);
    const placeholder = unquotedPlaceholder(item);
    if (placeholder !== undefined) return invalid(quotePlaceholder(placeholder));
    if (isMap(item) || isList(item)) return new InvalidValue(`a string or a number for ${name}`, kindOf(item));
    try {
      variables.set(name, parseTemplate(isScalar(item) && item.value === null ? "" : describe(item), "text"));
    } catch (error) {
      return invalid(`${name}: ${(error as Error).message}`);
    }
  }
  return variables;
};

/** Options for sbatch. An empty value is an empty string. */
export const slurm: Reader<ReadonlyMap<string, string | boolean>> = (value) => {
  if (!isMap(value)) return new InvalidValue("a map of sbatch options");
  const nested = [...value].find(([, item]) => isMap(item) || isList(item));
  if (nested !== undefined) {
    return new InvalidValue(`a string or a number for ${keyText(nested[0])}`, kindOf(nested[1]));
  }
  return new Map([...value].map(([key, item]) => [keyText(key), sbatchValue(item)]));
};

function sbatchValue(value: Value): string | boolean {
  if (isScalar(value) && value.value === null) return "";
  return isScalar(value) && typeof value.value === "boolean" ? value.value : describe(value);
}

/** The readers of all settings, by their names in the grid file. */
export const SETTINGS = {
  command,
  test_command: command,
  trainer: string,
  tester: string,
  prefix,
  setup: string,
  shell: ((value) => {
    const words = list(string, "strings")(value);
    return !(words instanceof InvalidValue) && words.length === 0
      ? new InvalidValue("a program and its options, such as [bash, -c]")
      : words;
  }) as Reader<readonly string[]>,
  workdir: string,
  checkpoint,
  experiment_repetitions: whole(1),
  max_concurrent_runs: whole(Number.MIN_SAFE_INTEGER),
  seed,
  seed_keys: keys,
  not_in_id: keys,
  metric,
  timeout: duration,
  retries: whole(0),
  max_failures: maxFailures,
  cpus_per_run: cpus,
  memory_per_run: size,
  gpus_per_run: whole(1),
  runs_per_gpu: whole(1),
  gpu_memory_free: size,
  runs_per_job: whole(1),
  slots_per_job: whole(1),
  env,
  slurm,
} as const;
