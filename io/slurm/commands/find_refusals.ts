/** Finds out which options sbatch refuses, by asking again without each of them: its messages do not always name them. */
import type { JobArray } from "../../../lib/slurm/plan_arrays.ts";
import type { Refusal } from "../../../lib/slurm/refusal.ts";
import type { SbatchOptions } from "../../../lib/slurm/sbatch_options.ts";
import { optionOf } from "../../../lib/slurm/setting_problems.ts";
import { tryArray } from "./try_array.ts";

/**
 * Finds out all that sbatch refuses about an array. Nothing is queued.
 *
 * @param root the grid directory, absolute; it may not exist yet
 * @param message what sbatch said about the array
 * @returns at least one refusal
 */
export async function findRefusals(root: string, array: JobArray<unknown>, message: string): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  let [rest, refused] = [array, message];
  while (true) {
    const options = await optionsToBlame(root, rest, refused);
    refusals.push({ options, message: refused });
    if (options.length === 0) return refusals;
    rest = { ...rest, options: withoutOptions(rest.options, options) };
    const answer = await tryArray(root, rest);
    if (answer.kind !== "refused") return refusals;
    refused = answer.message;
  }
}

// Without an option that is to blame, the array is accepted; or, if there are several errors, refused for another reason.
async function optionsToBlame(root: string, array: JobArray<unknown>, message: string): Promise<string[]> {
  const { words, dependency } = array.options;
  const [cured, changed]: [string[], string[]] = [[], []];
  for (const option of [...words.map(optionOf), ...(dependency === undefined ? [] : ["dependency"])]) {
    const answer = await tryArray(root, { ...array, options: withoutOptions(array.options, [option]) });
    if (answer.kind === "accepted" || answer.kind === "full") cured.push(option);
    else if (answer.kind === "refused" && answer.message !== message) changed.push(option);
  }
  return cured.length > 0 ? cured : changed;
}

function withoutOptions(options: SbatchOptions, names: readonly string[]): SbatchOptions {
  return {
    ...options,
    words: options.words.filter((word) => !names.includes(optionOf(word))),
    dependency: names.includes("dependency") ? undefined : options.dependency,
  };
}
