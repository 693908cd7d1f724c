/** The command line of a trainer, as its `--help` and its source tell it. */

/** How an option takes true and false: `--x=true`; `--x` or nothing; `--x` or `--no-x`. */
export type BooleanStyle = "value" | "flag" | "no-flag";

/** How an option takes several values: `--x=[1,2]`, `--x 1 2`, `--x=1 --x=2`, `--x=1,2`. */
export type ListStyle = "json" | "spaces" | "repeat" | "comma";

/** What an option takes. */
export type Takes =
  | { readonly kind: "value" }
  /** It takes any text as true, `false` included: `type=bool` of argparse. */
  | { readonly kind: "truthy" }
  | { readonly kind: "boolean"; readonly style: BooleanStyle }
  | { readonly kind: "list"; readonly style: ListStyle }
  /** Something that is no value of an axis: an action such as `--version`, a file with the configuration. */
  | { readonly kind: "other" };

/** An option of a trainer. */
export interface TrainerOption {
  /** Without leading dashes: `batch-size`. */
  readonly name: string;
  /** Its other names, without dashes. */
  readonly aliases: readonly string[];
  readonly takes: Takes;
  /** The values that it takes, if they are listed. */
  readonly choices?: readonly string[];
  /** As printed, without quotes; of a list its values. */
  readonly default?: string | readonly string[];
  /** One line, without the default. */
  readonly description: string;
  readonly isRequired: boolean;
}

/** An argument without dashes that is required. */
export interface Positional {
  readonly name: string;
  readonly description: string;
}

/** What reads the arguments, where it matters. */
export type Library = "absl" | "argparse" | "click" | "hydra" | "jsonargparse" | "typer" | "tyro";

/** A command line. */
export interface TrainerHelp {
  readonly library: Library | undefined;
  /** In their order. */
  readonly options: readonly TrainerOption[];
  readonly positionals: readonly Positional[];
  /** Commands of which one has to be named: `fit`, `test`. */
  readonly commands: readonly string[];
}

/** Nothing is known. */
export const NO_HELP: TrainerHelp = { library: undefined, options: [], positionals: [], commands: [] };

/** The values in the text of a list: `[64, 64]`, `64, 64`, `(0.9, 0.999)`. */
export function listItems(text: string): string[] {
  return text.replace(/^\s*(?:list|tuple)?[[({]/, "").replace(/[\])}]\s*$/, "").split(/[,\s]+/).map(unquoted)
    .filter((item) => item !== "");
}

/** A text without the quotes around it. */
export function unquoted(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/s, "$2");
}
