/** Describes what sbatch refuses, for people. */
import { suggestion } from "../messages/suggestion.ts";
import { shellQuote } from "../messages/text/shell_quote.ts";
import { OPTION_NAMES, optionOf } from "./option_names.ts";
import type { Refusal } from "./refusal.ts";
import type { SbatchOptions } from "./sbatch_options.ts";

/**
 * What sbatch refuses, with the options to blame: `sbatch refuses --partition=nope: invalid partition specified`.
 *
 * @param options those of the array
 * @param environment the environment of sbatch, in which users may have defaults for its options
 */
export function describeRefusal(
  { words, dependency }: Pick<SbatchOptions, "words" | "dependency">,
  refusal: Refusal,
  environment: Readonly<Record<string, string>>,
): string {
  const given = [...words, ...(dependency === undefined ? [] : [`--dependency=${dependency}`])];
  const blamed = given.filter((word) => refusal.options.includes(optionOf(word)));
  if (blamed.length > 0) {
    return `sbatch refuses ${blamed.map(shellQuote).join(" with ")}: ${refusal.message}${hint(refusal)}`;
  }
  const defaults = Object.entries(environment).filter(([name]) => name.startsWith("SBATCH_"));
  const all = [...given, ...defaults.map(([name, value]) => `${name}=${value}`)].map(shellQuote);
  return `sbatch refuses the jobs${all.length === 0 ? "" : ` (${all.join(" ")})`}: ${refusal.message}`;
}

// Options of newer versions of Slurm are no mistakes, so names are only judged once sbatch has refused them.
function hint({ options }: Refusal): string {
  const [name, ...others] = options;
  return name === undefined || others.length > 0 || OPTION_NAMES.includes(name) ? "" : suggestion(name, OPTION_NAMES);
}
