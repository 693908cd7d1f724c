/** Asks Slurm whether it would take a job array now. Nothing is queued. */
import { arrayWords, type JobArray } from "../../../lib/slurm/plan_arrays.ts";
import { scriptPath } from "../../system/processes/script_path.ts";
import { largestArray, type TrialAnswer, trySubmission } from "./sbatch.ts";

/**
 * Asks whether Slurm would take an array.
 *
 * @param root the grid directory, absolute
 */
export function tryArray(root: string, array: JobArray<unknown>): Promise<TrialAnswer> {
  return trySubmission(wordsOf(root, array));
}

/**
 * The largest part of an array that Slurm takes now, and the launches that are left.
 *
 * @param root the grid directory, absolute
 * @param array Slurm has refused it as the cluster, or the share of the user, is full
 */
export async function splitArray<T>(
  root: string,
  array: JobArray<T>,
): Promise<{ readonly part: JobArray<T> | undefined; readonly rest: readonly T[] }> {
  const elements = await largestArray((elements) => wordsOf(root, { ...array, elements }), array.elements);
  if (elements === 0) return { part: undefined, rest: array.launches };
  const taken = elements * array.options.runsPerJob;
  return { part: { ...array, elements, launches: array.launches.slice(0, taken) }, rest: array.launches.slice(taken) };
}

function wordsOf(root: string, array: JobArray<unknown>): string[] {
  const script = scriptPath("../element.sh", import.meta.url);
  return [...arrayWords(array, { name: "grid-workers", outputDir: ".", root }), script, root, "0"];
}
