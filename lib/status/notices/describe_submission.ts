/** Describes how jobs would be submitted to a cluster. */
import { shellQuote } from "../../messages/text/shell_quote.ts";
import { arrayWords } from "../../slurm/array_words.ts";
import type { JobArray } from "../../slurm/plan_arrays.ts";

/**
 * The commands that would submit job arrays, as one would type them.
 *
 * @param gridDir the grid directory, as shown to the user
 * @param first the number of the first submission
 */
export function describeSubmission(
  arrays: readonly JobArray<unknown>[],
  gridDir: string,
  first = 1,
): string[] {
  return arrays.map((array, index) => {
    const number = first + index;
    const after = array.after === undefined ? undefined : `JOB_${first + array.after}`;
    const names = { name: `gw-ID-${number}`, outputDir: `${gridDir}/slurm/${number}/output`, root: gridDir, after };
    const words = [...arrayWords(array, names), `${gridDir}/slurm/${number}/element.sh`, gridDir, String(number)];
    return `sbatch ${words.map(shellQuote).join(" ")}`;
  });
}

/** What Slurm said when it was asked about arrays. */
export type SlurmAnswer =
  | { readonly kind: "accepted" }
  /** It takes no more jobs now. */
  | { readonly kind: "full"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string };

/** Whether Slurm would take what a command would submit, by its answers about each stage. */
export function describeAnswer(answers: readonly SlurmAnswer[]): string {
  const missing = answers.find((answer) => answer.kind === "missing");
  if (missing !== undefined) return `not checked by Slurm: ${missing.message}`;
  const full = answers.find((answer) => answer.kind === "full");
  if (full !== undefined) return `Slurm takes no more jobs now (${full.message}): what fits would be queued`;
  return "Slurm would accept these jobs (asked with sbatch --test-only)";
}
