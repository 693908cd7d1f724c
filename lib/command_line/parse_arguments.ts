/** Parses the arguments of a command line. */
import { UsageError } from "../messages/problem.ts";
import { closest } from "../messages/suggestion.ts";
import { InvalidArgumentError, namesOf, type Option } from "./option.ts";

/** What a command line says. */
export interface ParsedArguments {
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
