/** Reads command lines of the example scripts. */
import { parseArgs } from "node:util";
import { UserError } from "./user_error.ts";

/**
 * Parses a script's command line, in which all flags are required.
 *
 * @param usage shown with errors
 * @throws {UserError} if a flag is missing, unknown or has no value
 */
export function readArguments<Flag extends string>(flags: readonly Flag[], usage: string): Record<Flag, string> {
  let values: Readonly<Record<string, unknown>>;
  try {
    const options = Object.fromEntries(flags.map((flag) => [flag, { type: "string" as const }]));
    ({ values } = parseArgs({ args: Deno.args, options }));
  } catch (cause) {
    throw new UserError(`${(cause as Error).message.split(". ", 1)[0]}: usage: ${usage}`, { cause });
  }
  const missing = flags.find((flag) => !values[flag]);
  if (missing) throw new UserError(`--${missing} is missing: usage: ${usage}`);
  return values as Record<Flag, string>;
}

/** Parses a seed: an integer that random generators in all languages accept. */
export function readSeed(text: string): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (seed < 2 ** 31) return seed;
  throw new UserError(
    `--seed: expected an integer from 0 to ${2 ** 31 - 1}, got "${text}"`,
  );
}
