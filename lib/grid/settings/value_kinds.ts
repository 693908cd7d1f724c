/** Kinds of values: how each is read, and its JSON Schema. */
import { splitKey } from "../../config/key_path.ts";
import { describe, isList, isMap, isScalar, keyText, kindOf, type Value, type ValueMap } from "../../config/value.ts";
import type { Path } from "../../config/yaml.ts";
import { printable } from "../../messages/printable.ts";
import { parseDuration, parseSize } from "../../messages/quantity.ts";
import { suggestKey } from "../../messages/suggestion.ts";
import { anyOf, DOTTED_KEY, type JsonSchema, listOf, SCALAR } from "../json_schema.ts";
import { parseTemplate, type Template } from "../template.ts";
import { defaultGoal, MAX_SEED, type MaxFailures, type Metric } from "./settings.ts";

/** Parses the value of a setting. */
export type Reader<T> = (value: Value) => T | InvalidValue;

export interface Kind<T> {
  readonly read: Reader<T>;
  readonly schema: JsonSchema;
}

export class InvalidValue {
  /**
   * @param expected for `expected …, got …`
   * @param actual what was given; by default the value itself
   * @param problem the whole message, if `expected …, got …` does not fit
   * @param path where it is in the value
   */
  constructor(
    readonly expected: string,
    readonly actual?: string,
    readonly problem?: string,
    readonly path: Path = [],
  ) {}
}

/** The result for an invalid value, with a message that does not follow `expected …, got …`. */
export function invalid(problem: string, path: Path = []): InvalidValue {
  return new InvalidValue("", undefined, problem, path);
}

/** The values of a map with certain keys; those that are missing are left out. */
export type FieldsOf<Kinds> = { readonly [Key in keyof Kinds]?: Kinds[Key] extends Kind<infer T> ? T : never };

/** Parses a map with certain keys. */
export function readFields<Kinds extends Readonly<Record<string, Kind<unknown>>>>(
  map: ValueMap,
  kinds: Kinds,
): FieldsOf<Kinds> | InvalidValue {
  const known = Object.keys(kinds);
  const fields: Record<string, unknown> = {};
  for (const [key, given] of map) {
    const name = keyText(key);
    if (!Object.hasOwn(kinds, name)) {
      const hint = suggestKey(name, known) || `: expected one of ${known.join(", ")}`;
      return invalid(`unknown key "${printable(name)}"${hint}`, [name]);
    }
    const read = kinds[name]!.read(given);
    if (read instanceof InvalidValue) return within(name, read, given);
    fields[name] = read;
  }
  return fields as FieldsOf<Kinds>;
}

/** What is wrong with a part of a value, as a problem of the whole value. */
export function within(step: string | number, { expected, actual, problem, path }: InvalidValue, part: Value) {
  const text = problem ?? `expected ${expected}, got ${actual ?? shortText(part)}`;
  return invalid(typeof step === "number" ? text : `${step}: ${text}`, [step, ...path]);
}

/** A value in messages, cut off if it is long. */
export function shortText(value: Value): string {
  // A string of digits was written in quotes, where a number is expected.
  if (typeof value === "string" && /^[\d.+-]+$/.test(value)) return JSON.stringify(value);
  return printable(describe(value).slice(0, 80)) || "an empty string";
}

/** One of several words. */
export function oneOf<Word extends string>(words: readonly Word[]): Kind<Word> {
  const expected = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return {
    read: (value) => words.find((word) => word === value) ?? new InvalidValue(expected),
    schema: { enum: words },
  };
}

/** A string that is not empty. */
export const STRING: Kind<string> = {
  read(value) {
    if (typeof value !== "string" || value === "") return new InvalidValue("a non-empty string");
    return value.includes("\0") ? new InvalidValue("a non-empty string", "one with a NUL character") : value;
  },
  schema: { type: "string", minLength: 1 },
};

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
 * @param items a name for its items, for messages
 */
function list<T>(item: Kind<T>, items: string): Kind<readonly T[]> {
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
const WORD: Kind<string> = {
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

/** A glob for files. It must be a path below the directory of the run, as any other would match nothing. */
export const CHECKPOINT: Kind<string> = {
  read(value) {
    const text = STRING.read(value);
    if (text instanceof InvalidValue || !/(^|\/)(\.{0,2})\//.test(text)) return text;
    return new InvalidValue("a pattern below the directory of the run, such as models/*.pt");
  },
  schema: { type: "string", minLength: 1, pattern: "^(?!\\.{0,2}/)(?!.*/\\.{0,2}/)" },
};

/** A command: a string for a shell, or a list of arguments. */
export const COMMAND: Kind<Template> = {
  read(value) {
    const name = unquotedPlaceholder(value) ??
      (isList(value) ? value.map(unquotedPlaceholder).find((name) => name !== undefined) : undefined);
    if (name !== undefined) return invalid(quotePlaceholder(name));
    if (typeof value !== "string" && !isList(value)) return new InvalidValue("a string or a list of strings");
    const source = typeof value === "string" ? value : WORDS.read(value);
    if (source instanceof InvalidValue) return source;
    try {
      return parseTemplate(source);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return invalid(error.message);
    }
  },
  schema: anyOf({ type: "string", pattern: "\\S" }, listOf(SCALAR, 1)),
};

const WORDS = list(WORD, "strings");

/** A program and its options: a list, or a string that is split at blanks, without a shell. */
export const PREFIX: Kind<Template> = {
  read(value) {
    if (typeof value !== "string" || value.trim() === "") return COMMAND.read(value);
    if (/["'\\]/.test(value)) return invalid("no shell reads it, so quotes have no effect: write a list of words");
    return COMMAND.read(value.trim().split(/\s+/));
  },
  schema: anyOf({ type: "string", pattern: "^(?=\\s*\\S)[^\"'\\\\]*$" }, listOf(SCALAR, 1)),
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

const STRINGS = list(STRING, "strings");

/** A shell: a program and its options. */
export const SHELL: Kind<readonly string[]> = {
  read(value) {
    const words = STRINGS.read(value);
    return !(words instanceof InvalidValue) && words.length === 0
      ? new InvalidValue("a program and its options, such as [bash, -c]")
      : words;
  },
  schema: listOf(STRING.schema, 1),
};

const NAMES = list(STRING, "keys such as training.seed_torch");

/** A list of paths. */
export const PATHS = list(STRING, "paths such as data");

/** A list of dotted keys. */
export const KEYS: Kind<readonly string[]> = {
  read(value) {
    const names = NAMES.read(value);
    if (names instanceof InvalidValue) return names;
    for (const name of names) {
      try {
        splitKey(name);
      } catch (error) {
        return invalid((error as Error).message);
      }
    }
    return names;
  },
  schema: listOf({ type: "string", pattern: DOTTED_KEY }),
};

export const ONE_SEED: Kind<number> = whole(0, MAX_SEED);

const SEEDS = list(ONE_SEED, `seeds from 0 to ${MAX_SEED}`);

/** A master seed, or a list with one seed per repetition. */
export const SEED: Kind<number | readonly number[]> = {
  read(value) {
    if (!isList(value)) return ONE_SEED.read(value);
    if (value.length === 0) return new InvalidValue("a number, or a list with one seed per repetition");
    return SEEDS.read(value);
  },
  schema: anyOf(ONE_SEED.schema, listOf(ONE_SEED.schema, 1)),
};

const GOALS = ["maximize", "minimize"] as const;

const NAME_AND_GOAL: Readonly<Record<string, JsonSchema>> = {
  name: { ...STRING.schema, description: "a result: validation_accuracy, for instance" },
  goal: { enum: GOALS, description: "default: minimize for losses, errors and costs, by name; otherwise maximize" },
};

/** A metric: a name, or a map of a name and a goal. */
export const METRIC: Kind<Metric> = metricKind({});

/** A metric that also says at which step results are taken. */
export const METRIC_AT: Kind<Metric> = metricKind({
  at: {
    enum: ["last", "best"],
    description:
      "the step whose values are the results of a training: the last one (the default), or that of the best value",
  },
});

function metricKind(more: Readonly<Record<string, JsonSchema>>): Kind<Metric> {
  const properties = { ...NAME_AND_GOAL, ...more };
  const known = Object.keys(properties);
  const form = `{${known.map((key) => `${key}: …`).join(", ")}}`;
  return {
    read(value) {
      const name = isMap(value) ? value.get("name") : value;
      const unknown = isMap(value) ? [...value.keys()].map(keyText).find((key) => !known.includes(key)) : undefined;
      if (unknown !== undefined) return invalid(`unknown key "${unknown}": expected ${form}`);
      if (typeof name !== "string" || name === "") return new InvalidValue(`a name or ${form}`);
      const goal = (isMap(value) ? value.get("goal") : undefined) ?? defaultGoal(name);
      const goalWord = GOALS.find((word) => word === goal);
      if (goalWord === undefined) return new InvalidValue("maximize or minimize as the goal", describe(goal));
      const at = (isMap(value) ? value.get("at") : undefined) ?? "last";
      if (at !== "last" && at !== "best") return new InvalidValue("last or best as at", describe(at));
      return { name, goal: goalWord, ...(at === "best" && { at }) };
    },
    schema: anyOf(STRING.schema, { type: "object", properties, required: ["name"], additionalProperties: false }),
  };
}

const FAILURES = whole(1);

/** A number of failures, a percentage, or `none`. */
export const MAX_FAILURES: Kind<MaxFailures> = {
  read(value) {
    const text = describe(value);
    if (text === "none") return { kind: "none" };
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
    if (percent !== null && Number(percent[1]) > 0 && Number(percent[1]) <= 100) {
      return { kind: "percent", percent: Number(percent[1]) };
    }
    const count = FAILURES.read(value);
    return count instanceof InvalidValue
      ? new InvalidValue("a whole number ≥ 1, a percentage (10%) or none")
      : { kind: "count", count };
  },
  schema: anyOf(FAILURES.schema, {
    type: "string",
    pattern: "^(?:none|(?!0+(?:\\.0+)?%)0*(?:100(?:\\.0+)?|\\d{1,2}(?:\\.\\d+)?)%)$",
  }),
};

/** The order in which runs start. */
export const ORDER = oneOf(["longest", "plan"]);

const VARIABLE = "^[A-Za-z_][A-Za-z0-9_]*$";

/** Environment variables; their values can have placeholders. */
export const ENV: Kind<ReadonlyMap<string, Template>> = {
  read(value) {
    if (!isMap(value)) return new InvalidValue("a map of variables");
    const variables = new Map<string, Template>();
    for (const [key, item] of value) {
      const name = keyText(key);
      if (!new RegExp(VARIABLE).test(name)) return invalid(`invalid variable name "${name}"`);
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
  },
  schema: { type: "object", propertyNames: { pattern: VARIABLE }, additionalProperties: SCALAR },
};

/** The key of `slurm` and `sge` with the options of the job that follows a detached grid. */
export const CONTROLLER = "controller";

/** Options for sbatch. An empty value is an empty string. Those of the controller are named `controller.NAME`. */
export const SLURM: Kind<ReadonlyMap<string, string | boolean>> = optionsOf("sbatch", []);

/** Options for qsub, without `-`. Requests of `l` are named `l.NAME`; those of the controller `controller.NAME`. */
export const SGE: Kind<ReadonlyMap<string, string | boolean>> = optionsOf("qsub", ["l"]);

/** Options for a command that submits jobs. @param maps options whose values may be maps themselves */
function optionsOf(program: string, maps: readonly string[]): Kind<ReadonlyMap<string, string | boolean>> {
  const flatten = (map: Iterable<readonly [unknown, Value]>, prefix: string, nested: readonly string[]) => {
    const items: [string, Value][] = [];
    for (const [key, item] of map) {
      const name = keyText(key as never);
      if (isMap(item) && nested.includes(name)) {
        const further = name === CONTROLLER ? maps : [];
        items.push(...flatten(item, `${prefix}${name}.`, further));
      } else items.push([`${prefix}${name}`, item]);
    }
    return items;
  };
  const nestedSchema: Record<string, JsonSchema> = Object.fromEntries(
    maps.map((name) => [name, anyOf({ type: "object", additionalProperties: SCALAR }, SCALAR)]),
  );
  return {
    read(value) {
      if (!isMap(value)) return new InvalidValue(`a map of ${program} options`);
      const items = flatten(value, "", [CONTROLLER, ...maps]);
      const nested = items.find(([key, item]) => key === CONTROLLER || isMap(item) || isList(item));
      if (nested?.[0] === CONTROLLER) {
        return new InvalidValue(`a map of ${program} options for controller`, kindOf(nested[1]));
      }
      if (nested !== undefined) return new InvalidValue(`a string or a number for ${nested[0]}`, kindOf(nested[1]));
      return new Map(items.map(([key, item]) => [key, optionValue(item)]));
    },
    schema: {
      type: "object",
      properties: {
        [CONTROLLER]: { type: "object", properties: nestedSchema, additionalProperties: SCALAR },
        ...nestedSchema,
      },
      additionalProperties: SCALAR,
    },
  };
}

function optionValue(value: Value): string | boolean {
  if (isScalar(value) && value.value === null) return "";
  return isScalar(value) && typeof value.value === "boolean" ? value.value : describe(value);
}
