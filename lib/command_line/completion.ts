/** What a shell can complete: commands, their flags, and the values of both. */
import { namesOf, type Option } from "./option.ts";
import type { CommandDescription } from "./render_help.ts";

/** A value of a flag or an argument. */
export type CompletedValue =
  | { readonly kind: "words"; readonly words: readonly string[] }
  /** `grids`: grid files and grid directories. `anything`: what cannot be known. */
  | { readonly kind: "grids" | "directories" | "files" | "anything" };

export interface CompletedFlag {
  /** `-c` and `--config`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent for a flag without a value. */
  readonly value?: CompletedValue;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly CompletedFlag[];
  /** The arguments that are no flags. */
  readonly arguments: CompletedValue;
}

/** What can be completed after the name of a command. */
export function completedCommand(
  { name, description }: Pick<CompletedCommand, "name" | "description">,
  { options, parameters }: Pick<CommandDescription, "options" | "parameters">,
): CompletedCommand {
  return {
    name,
    description,
    flags: options.filter(({ isHidden }) => !isHidden).map(completedFlag),
    arguments: parameters.length === 0 ? { kind: "anything" } : argumentValue(parameters[0]!.name),
  };
}

function completedFlag(option: Option): CompletedFlag {
  const { all, takesValue } = namesOf(option);
  return { names: all, description: firstPart(option.description), ...(takesValue && { value: flagValue(option) }) };
}

// Shells show one line.
function firstPart(description: string): string {
  return description.split(/[:;] | \(/)[0]!;
}

function flagValue({ flags, choices }: Option): CompletedValue {
  if (choices !== undefined) return { kind: "words", words: choices };
  const placeholder = /<(.+)>$/.exec(flags)![1]!;
  if (placeholder === "grid") return { kind: "grids" };
  if (placeholder === "dir") return { kind: "directories" };
  return placeholder === "file" || placeholder === "prefix" ? { kind: "files" } : wordsOf(placeholder);
}

function argumentValue(name: string): CompletedValue {
  const placeholder = name.replaceAll(/[[\]<>.]/g, "");
  return placeholder === "grid" || placeholder === "dir" ? { kind: "grids" } : wordsOf(placeholder);
}

// `bash|zsh|fish`
function wordsOf(placeholder: string): CompletedValue {
  return placeholder.includes("|") ? { kind: "words", words: placeholder.split("|") } : { kind: "anything" };
}
