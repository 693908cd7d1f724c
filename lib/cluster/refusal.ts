/** Describes what a cluster refuses, for people. */
import { shellQuote } from "../messages/text.ts";
import type { Dialect } from "./dialect.ts";
import type { JobOptions } from "./plan_arrays.ts";

/** Something that a cluster refuses. */
export interface Refusal {
  /** The names of the options to blame: without any of them, it would not say this. Empty if there are none. */
  readonly options: readonly string[];
  /** In the words of the command that submits. */
  readonly message: string;
}

/**
 * What the command that submits refuses, with the options to blame: `sbatch refuses --partition=nope: invalid partition
 * specified`.
 *
 * @param options those of the array
 * @param environment the environment of the command, in which users may have defaults for its options
 */
export function describeRefusal(
  dialect: Dialect,
  options: JobOptions,
  refusal: Refusal,
  environment: Readonly<Record<string, string>>,
): string {
  const { program } = dialect;
  const given = dialect.given(options);
  const blamed = given.filter(({ name }) => refusal.options.includes(name)).map(({ text }) => text);
  if (blamed.length > 0) {
    return `${program} refuses ${blamed.join(" with ")}: ${refusal.message}${hint(dialect, refusal)}`;
  }
  const all = [...given.map(({ text }) => text), ...dialect.defaults(environment).map(shellQuote)];
  return `${program} refuses the jobs${all.length === 0 ? "" : ` (${all.join(" ")})`}: ${refusal.message}`;
}

// Options of newer versions are no mistakes, so names are only judged once they were refused.
function hint({ suggest }: Dialect, { options }: Refusal): string {
  const [name, ...others] = options;
  return name === undefined || others.length > 0 ? "" : suggest(name);
}
