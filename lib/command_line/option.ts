/** The flags of a command, as data. */
import { UsageError } from "../messages/problem.ts";
import { closest } from "../messages/suggestion.ts";

export interface Option {
  /** As `--help` shows it: `-f, --follow`, or `--expdir <dir>` for a flag with a value. */
  readonly flags: string;
  readonly description: string;
  /** The values that it takes. Without it, any. */
  readonly choices?: readonly string[];
  /**
   * Gives the value for a text. A flag that can be repeated gets its value so far.
   *
   * @throws {InvalidArgumentError} if the text is invalid
   */
  // deno-lint-ignore no-explicit-any
  readonly parse?: ((text: string, previous: any) => unknown) | undefined;
  /** Its value if it is not given. */
  readonly default?: unknown;
  /** An alias that `--help` does not show. */
  readonly isHidden?: true;
}

/** The values of a flag, by the key that {@link namesOf} gives. */
export type ValuesOf<Flag extends Option> = Flag extends { readonly default: unknown }
  ? { readonly [Key in KeyOf<Flag["flags"]>]: ValueOf<Flag> }
  : Flag["flags"] extends `--no-${string}` ? { readonly [Key in KeyOf<Flag["flags"]>]: boolean }
  : { readonly [Key in KeyOf<Flag["flags"]>]?: ValueOf<Flag> };

type ValueOf<Flag extends Option> = Flag extends { readonly parse: (...args: never[]) => infer Value } ? Value
  : Flag extends { readonly choices: readonly (infer Choice)[] } ? Choice
  : Flag["flags"] extends `${string} <${string}` ? string
  : true;

type KeyOf<Flags extends string> = Flags extends `${infer Names} <${string}` ? KeyOf<Names>
  : Flags extends `${string}, ${infer Long}` ? KeyOf<Long>
  : Flags extends `--no-${infer Name}` ? CamelCase<Name>
  : Flags extends `--${infer Name}` ? CamelCase<Name>
  : never;

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** A value that a flag does not take. The message says what was expected. */
export class InvalidArgumentError extends Error {
  override readonly name = "InvalidArgumentError";
}

/** The parts of {@link Option.flags}. */
interface OptionNames {
  /** `-f` and `--follow`. */
  readonly all: readonly string[];
  /** The name among the values of a command: `maxConcurrentRuns` for `--max-concurrent-runs`, `diff` for `--no-diff`. */
  readonly key: string;
  readonly takesValue: boolean;
  /** Whether it turns something off: its value is `true` unless it is given. */
  readonly isNegated: boolean;
}

export function namesOf({ flags }: Option): OptionNames {
  const all = flags.split(/[ ,]+/).filter((word) => word.startsWith("-"));
  const long = all.at(-1)!;
  return {
    all,
    isNegated: long.startsWith("--no-"),
    key: long.replace(/^-+(no-)?/, "").replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    takesValue: / <.+>$/.test(flags),
  };
}

// Parses the arguments of a command line.

/** What a command line says. */
interface ParsedArguments {
  /** Values of flags by {@link namesOf}, with defaults. */
  readonly values: Record<string, unknown>;
  /** The keys of flags that were given. */
  readonly typed: ReadonlySet<string>;
  /** All that are no flags, in order. */
  readonly args: readonly string[];
}

/**
 * Parses arguments. Flags and other arguments can be mixed; after `--` there are no flags.
 *
 * @throws {UsageError} for an unknown flag, or an invalid or missing value
 */
export function parseArguments(options: readonly Option[], words: readonly string[]): ParsedArguments {
  const named = new Map(options.flatMap((option) => namesOf(option).all.map((name) => [name, option])));
  const values: Record<string, unknown> = {};
  for (const option of options) {
    const { key, isNegated } = namesOf(option);
    const value = isNegated ? true : option.default;
    if (value !== undefined) values[key] = value;
  }
  const typed = new Set<string>();
  const args: string[] = [];
  const give = (option: Option, value: unknown) => {
    const { key } = namesOf(option);
    typed.add(key);
    values[key] = typeof value === "string" ? readValue(option, value, values[key]) : value;
  };
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word === "--") return { values, typed, args: [...args, ...rest] };
    if (!/^-./.test(word)) {
      args.push(word);
      continue;
    }
    const { name, value, others } = splitWord(word, named);
    const option = named.get(name);
    if (option === undefined || (value !== undefined && !namesOf(option).takesValue)) throw unknownOption(word, named);
    if (others !== undefined) rest.unshift(others);
    if (!namesOf(option).takesValue) give(option, !namesOf(option).isNegated);
    else if (value === undefined && rest.length === 0) {
      throw new UsageError(`error: option '${option.flags}' argument missing`);
    } else give(option, value ?? rest.shift()!);
  }
  return { values, typed, args };
}

// `--name=value`, `-n5`, and several letters together: `-fn5`.
function splitWord(
  word: string,
  named: ReadonlyMap<string, Option>,
): { readonly name: string; readonly value?: string; readonly others?: string } {
  if (named.has(word)) return { name: word };
  if (word.startsWith("--")) {
    const [, name = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    return { name, ...(value !== undefined && { value }) };
  }
  const [name, more] = [word.slice(0, 2), word.slice(2)];
  const option = named.get(name);
  if (option === undefined || more === "") return { name };
  return namesOf(option).takesValue ? { name, value: more } : { name, others: `-${more}` };
}

function readValue(option: Option, text: string, previous: unknown): unknown {
  const problem = (expected: string) =>
    new UsageError(`error: option '${option.flags}' argument '${text}' is invalid. ${expected}`);
  if (option.choices?.includes(text) === false) throw problem(`Allowed choices are ${option.choices.join(", ")}.`);
  if (option.parse === undefined) return text;
  try {
    return option.parse(text, previous);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw Object.assign(problem(error.message), { cause: error });
  }
}

function unknownOption(word: string, named: ReadonlyMap<string, Option>): UsageError {
  const shown = [...named].filter(([, { isHidden }]) => !isHidden).map(([name]) => name);
  const near = closest(word.replace(/=.*/s, ""), shown);
  return new UsageError(`error: unknown option '${word}'${near === undefined ? "" : `\n(Did you mean ${near}?)`}`);
}
