/** Tells the reasons apart for which sbatch does not queue a job, by what it prints. */
import { suggestion } from "../messages/suggestion.ts";
import { shellQuote } from "../messages/text.ts";
import type { SbatchOptions } from "./sbatch_options.ts";
import { OPTION_NAMES, optionOf } from "./setting_problems.ts";

/** Something that sbatch refuses. */
export interface Refusal {
  /** The long names of the options to blame: without any of them, sbatch would not say this. Empty if there are none. */
  readonly options: readonly string[];
  /** In the words of sbatch. */
  readonly message: string;
}

/**
 * Whether the cluster takes no more jobs now: MaxJobCount of the cluster, or a limit on the submitted jobs of a user. Texts:
 * `slurm_strerror()` and the states of jobs in Slurm's sources.
 */
export function isFull(stderr: string): boolean {
  return /temporarily unable to accept job|Resource temporarily unavailable|MaxSubmitJob/.test(stderr);
}

/** Whether a limit of the user's account or QOS was exceeded, on submitted jobs among others. */
export function isPolicy(message: string): boolean {
  return /violates accounting\/QOS policy/.test(message);
}

/** Whether the controller did not answer, which says nothing about the job. */
export function isUnreachable(stderr: string): boolean {
  return new RegExp(
    [
      ...["Unable to contact slurm controller", "Socket timed out", "Zero Bytes were transmitted or received"],
      ...["Unexpected message received", "Insane message length", "standby mode", "Protocol authentication error"],
      ...["Invalid authentication credential", "Unable to establish", "Could not establish a configuration source"],
      ...["Transport endpoint is not connected", "Connection (?:refused|timed out|reset by peer)"],
    ].join("|"),
  ).test(stderr);
}

// Describes what sbatch refuses, for people.

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
